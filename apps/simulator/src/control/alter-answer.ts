import type { Answer } from "../gateway/answer-request.ts";
import { messageFor } from "../gateway/gateway-error.ts";
import type { Fault } from "./fault-book.ts";

function fieldOf({ value }: Fault, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function without(fields: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));
}

function alterFields(fields: Record<string, unknown>, fault: Fault): Record<string, unknown> {
  const { kind, value } = fault;
  if (kind === "unknownState") return { ...fields, State: value ?? 7 };
  if (kind === "nullField") return { ...fields, [fieldOf(fault, "CalledCalleeCount")]: null };
  if (kind === "missingField") return without(fields, fieldOf(fault, "CalledCalleeCount"));
  if (kind === "wrongType") {
    const field = fieldOf(fault, "TotalCalleeCount");
    return { ...fields, [field]: typeof fields[field] === "string" ? [42] : "many" };
  }
  if (kind === "oversizedBody") {
    return { ...fields, Filler: "x".repeat(typeof value === "number" ? value : 256 * 1024) };
  }
  return fields;
}

/** A right answer as a fault makes it; refusals and faults of the way between leave it as it is. */
export function alterAnswer(answer: Answer, fault: Fault | null): Answer {
  if (fault === null || answer.kind === "refusal") return answer;
  if (fault.kind === "errorCode") {
    const code = fault.code ?? "InternalError";
    return { kind: "refusal", code, message: messageFor(code) };
  }
  return { kind: "result", fields: alterFields(answer.fields, fault) };
}
