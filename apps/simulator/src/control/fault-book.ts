import { z } from "zod";
import type { Answer } from "../gateway/answer-request.ts";
import { createRandom } from "../world/random.ts";

/** Faults that change a right answer, and so pass by one that is a refusal already. */
const answerFaults = [
  "errorCode",
  "unknownState",
  "nullField",
  "missingField",
  "wrongType",
  "oversizedBody",
] as const;
/** Faults of the way between, which strike whatever the answer would be. */
const hopFaults = [
  "http500Html",
  "http502Empty",
  "reset",
  "truncated",
  "empty",
  "nonJson",
  "missingResponse",
  "hang",
  "hangBody",
  "redirect",
] as const;

const chance = z.number().min(0).max(1);

export const faultOrderSchema = z
  .strictObject({
    kind: z.enum(["latency", "clockOffset", ...hopFaults, ...answerFaults]),
    ratio: chance.optional().describe("Strikes this share of the calls, drawn from the seed"),
    next: z.int().positive().optional().describe("Strikes this many calls, then is over"),
    campaignId: z.int().optional().describe("Strikes calls about this campaign only"),
    code: z.string().min(1).max(200).optional().describe("errorCode: the code; InternalError unless told"),
    latencyMs: z.number().min(0).max(600_000).optional().describe("latency: 1000 unless told"),
    offsetMs: z.number().optional().describe("clockOffset: added to the gateway's clock"),
    value: z
      .union([z.string(), z.number()])
      .optional()
      .describe(
        "unknownState: the state · nullField, missingField, wrongType: the field · oversizedBody: bytes",
      ),
  })
  .refine(({ ratio, next }) => ratio === undefined || next === undefined, "ratio or next, not both")
  .refine(({ kind, offsetMs }) => (kind === "clockOffset") === (offsetMs !== undefined), {
    message: "offsetMs belongs to clockOffset, and only to it",
  });

type FaultOrder = z.infer<typeof faultOrderSchema>;
export type FaultKind = FaultOrder["kind"];

/** A fault in force. `struck` counts the calls it struck; `left` those it will still strike, null: no end. */
export type Fault = FaultOrder & { id: number; struck: number; left: number | null };

export interface FaultBook {
  add(order: FaultOrder): Fault;
  list(): Fault[];
  clear(): void;
  /** The faults that strike this call: any number of latencies, and at most one other. */
  strike(campaignId: number | null, answer: Answer): { latencyMs: number; fault: Fault | null };
  /** The sum of all clock offsets, in milliseconds. */
  clockOffsetMs(): number;
}

/** Whether a fault leaves nothing of the answer for the caller. */
export function isHopFault(kind: FaultKind): boolean {
  return hopFaults.some((hopFault) => hopFault === kind);
}

function fits(fault: Fault, campaignId: number | null, answer: Answer): boolean {
  if (fault.kind === "clockOffset" || fault.left === 0) return false;
  if (fault.campaignId !== undefined && fault.campaignId !== campaignId) return false;
  return answer.kind === "result" || !answerFaults.some((kind) => kind === fault.kind);
}

/** Which faults are in force. The draws of ratios depend on the seed and the order of the calls only. */
export function createFaultBook(seed: number): FaultBook {
  const random = createRandom(seed, 0xfa017);
  let faults: Fault[] = [];
  let lastId = 0;
  const draws = (fault: Fault) => {
    if (fault.ratio !== undefined && !random.chance(fault.ratio)) return false;
    fault.struck += 1;
    if (fault.left !== null) fault.left -= 1;
    return true;
  };
  return {
    add: (order) => {
      lastId += 1;
      const fault = { ...order, id: lastId, struck: 0, left: order.next ?? null };
      faults.push(fault);
      return fault;
    },
    list: () => faults.filter(({ left }) => left !== 0),
    clear: () => {
      faults = [];
    },
    strike: (campaignId, answer) => {
      const fitting = faults.filter((fault) => fits(fault, campaignId, answer));
      const latencyMs = fitting
        .filter((fault) => fault.kind === "latency" && draws(fault))
        .reduce((sum, fault) => sum + (fault.latencyMs ?? 1000), 0);
      const fault = fitting.find((candidate) => candidate.kind !== "latency" && draws(candidate)) ?? null;
      return { latencyMs, fault };
    },
    clockOffsetMs: () => faults.reduce((sum, { offsetMs }) => sum + (offsetMs ?? 0), 0),
  };
}
