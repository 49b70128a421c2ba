import type { ServerResponse } from "node:http";
import { z } from "zod";
import { type ActionName, type Answer, actionNames } from "../gateway/answer-request.ts";
import { createRandom } from "../world/random.ts";

type Fields = Record<string, unknown>;
type Value = string | number | undefined;
type Send = (response: ServerResponse, json: string) => void;

const fieldIn = (value: Value, otherwise: string) => (typeof value === "string" ? value : otherwise);

/** Of every agent in an answer about agents, with the fields that a fault means if it names none. */
function changed(
  fields: Fields,
  value: Value,
  ofCampaign: string,
  ofAgent: string,
  change: (one: Fields, field: string) => Fields,
): Fields {
  const { Metrics } = fields;
  if (!Array.isArray(Metrics)) return change(fields, fieldIn(value, ofCampaign));
  const field = fieldIn(value, ofAgent);
  return Object.hasOwn(fields, field)
    ? change(fields, field)
    : { ...fields, Metrics: Metrics.map((one) => change(one, field)) };
}

function without(fields: Fields, field: string): Fields {
  const { [field]: _, ...rest } = fields;
  return rest;
}

function withWrongType(fields: Fields, field: string): Fields {
  return { ...fields, [field]: typeof fields[field] === "string" ? [42] : "many" };
}

function withUnknownState(fields: Fields, value: Value): Fields {
  const status = value ?? "lunching";
  if (!Array.isArray(fields["Metrics"])) return { ...fields, State: value ?? 7 };
  return { ...fields, Metrics: fields["Metrics"].map((one) => ({ ...one, Status: status })) };
}

/** Faults that change the fields of a successful answer. A refusal stays what it is. */
const fieldFaults = {
  unknownState: withUnknownState,
  nullField: (fields, value) =>
    changed(fields, value, "CalledCalleeCount", "Status", (one, field) => ({ ...one, [field]: null })),
  missingField: (fields, value) => changed(fields, value, "CalledCalleeCount", "Status", without),
  wrongType: (fields, value) =>
    changed(fields, value, "TotalCalleeCount", "LastStatusTimestamp", withWrongType),
  oversizedBody: (fields, value) => ({
    ...fields,
    Filler: "x".repeat(typeof value === "number" ? value : oversizedBy(fields)),
  }),
} satisfies Record<string, (fields: Fields, value: Value) => Fields>;

const oversizedBy = ({ Metrics }: Fields) => (Metrics === undefined ? 256 * 1024 : 17 * 1024 * 1024);

const errorPage = `<!DOCTYPE html>
<html><head><title>500 Internal Server Error</title></head>
<body><center><h1>500 Internal Server Error</h1></center><hr><center>nginx</center></body></html>
`;

function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) }).end(text);
}

const sendJson: Send = (response, json) => sendText(response, 200, "application/json", json);

function sendHalf(response: ServerResponse, json: string): void {
  const bytes = Buffer.from(json);
  response.writeHead(200, { "content-type": "application/json", "content-length": bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
}

/** Faults of the connection or a proxy: they strike whatever the answer is, and replace it. */
const hopFaults = {
  http500Html: (response) => sendText(response, 500, "text/html", errorPage),
  http502Empty: (response) => void response.writeHead(502, { "content-length": 0 }).end(),
  reset: (response) => void response.socket?.resetAndDestroy(),
  truncated: (response, json) => {
    sendHalf(response, json);
    response.socket?.end();
  },
  empty: (response) => sendText(response, 200, "application/json", ""),
  nonJson: (response) => sendText(response, 200, "text/plain", "upstream connect error or disconnect"),
  missingResponse: (response) => sendJson(response, '{"message":"ok"}'),
  hang: () => undefined,
  hangBody: sendHalf,
  redirect: (response) =>
    void response.writeHead(302, { location: "/redirected", "content-length": 0 }).end(),
} satisfies Record<string, Send>;

const keysOf = <Key extends string>(table: Record<Key, unknown>) => Object.keys(table) as Key[];
const isIn = <Key extends string>(table: Record<Key, unknown>, key: string): key is Key =>
  Object.hasOwn(table, key);

/** docs/simulator.md explains kinds and fields. */
export const faultOrderSchema = z
  .strictObject({
    action: z.enum(actionNames).optional(),
    kind: z.enum(["latency", "clockOffset", "errorCode", ...keysOf(hopFaults), ...keysOf(fieldFaults)]),
    ratio: z.number().min(0).max(1).optional(),
    next: z.int().positive().optional(),
    campaignId: z.int().optional(),
    code: z.string().min(1).max(200).optional(),
    latencyMs: z.number().min(0).max(600_000).optional(),
    offsetMs: z.number().optional(),
    value: z.union([z.string(), z.number()]).optional(),
  })
  .refine(({ ratio, next }) => ratio === undefined || next === undefined, "ratio or next, not both")
  .refine(({ kind, offsetMs }) => (kind === "clockOffset") === (offsetMs !== undefined), {
    message: "offsetMs belongs to clockOffset, and only to it",
  });

type FaultOrder = z.output<typeof faultOrderSchema>;

/** A fault in force. `struck` counts the calls it struck, `left` those it will still strike; null: no limit. */
export type Fault = FaultOrder & { id: number; struck: number; left: number | null };

export const replacesAnswer = ({ kind }: Fault) => isIn(hopFaults, kind);

function mayStrike(fault: Fault, action: ActionName, campaignId: number | null, answer: Answer): boolean {
  if (fault.kind === "clockOffset" || fault.left === 0) return false;
  if ((fault.action ?? "DescribeAgentCruiseDialingCampaign") !== action) return false;
  if (fault.campaignId !== undefined && fault.campaignId !== campaignId) return false;
  return answer.kind === "result" || fault.kind === "latency" || replacesAnswer(fault);
}

/** The faults in force. Which calls a ratio strikes depends only on the seed and the order of the calls. */
export function createFaults(seed: number) {
  const random = createRandom(seed, 0xfa017);
  let faults: Fault[] = [];
  let lastId = 0;
  const strikes = (fault: Fault) => {
    if (fault.ratio !== undefined && !random.chance(fault.ratio)) return false;
    fault.struck += 1;
    if (fault.left !== null) fault.left -= 1;
    return true;
  };
  return {
    add: (order: FaultOrder): Fault => {
      lastId += 1;
      const fault = { ...order, id: lastId, struck: 0, left: order.next ?? null };
      faults.push(fault);
      return fault;
    },
    list: () => faults.filter(({ left }) => left !== 0),
    clear: () => {
      faults = [];
    },
    strike: (action: ActionName, campaignId: number | null, answer: Answer) => {
      const candidates = faults.filter((fault) => mayStrike(fault, action, campaignId, answer));
      const latencyMs = candidates
        .filter((fault) => fault.kind === "latency" && strikes(fault))
        .reduce((sum, fault) => sum + (fault.latencyMs ?? 1000), 0);
      const fault =
        candidates.find((candidate) => candidate.kind !== "latency" && strikes(candidate)) ?? null;
      return { latencyMs, fault };
    },
    clockOffsetMs: () => faults.reduce((sum, { offsetMs }) => sum + (offsetMs ?? 0), 0),
  };
}

export function alterAnswer(answer: Answer, fault: Fault | null): Answer {
  if (fault === null || answer.kind === "refusal") return answer;
  if (fault.kind === "errorCode") {
    const code = fault.code ?? "InternalError";
    return { kind: "refusal", code, message: "The request was refused by an injected fault." };
  }
  if (!isIn(fieldFaults, fault.kind)) return answer;
  return { kind: "result", fields: fieldFaults[fault.kind](answer.fields, fault.value) };
}

export function sendResponse(response: ServerResponse, json: string, fault: Fault | null): void {
  const send = fault !== null && isIn(hopFaults, fault.kind) ? hopFaults[fault.kind] : sendJson;
  send(response, json);
}
