import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { alterAnswer } from "./control/alter-answer.ts";
import type { ControlContext } from "./control/create-control.ts";
import { control } from "./control/create-control.ts";
import type { FaultKind } from "./control/fault-book.ts";
import { isHopFault } from "./control/fault-book.ts";
import { sendResponse } from "./control/send-response.ts";
import type { Answer, GatewayContext } from "./gateway/answer-request.ts";
import { answerRequest } from "./gateway/answer-request.ts";
import { readBody } from "./gateway/read-body.ts";

/** Acts after some milliseconds; the function that it answers calls that off. */
export type Delay = (act: () => void, milliseconds: number) => () => void;

export type ListenerContext = GatewayContext & ControlContext & { delay: Delay };

const tooLarge: Answer = {
  kind: "refusal",
  code: "RequestSizeLimitExceeded",
  message: "The request is larger than 10 MB.",
};

/** The campaign that a call is about, read leniently; null: it does not say. */
function campaignAsked(body: Buffer): number | null {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    const id = typeof parsed === "object" && parsed !== null && "CampaignId" in parsed && parsed.CampaignId;
    return typeof id === "number" ? id : null;
  } catch {
    return null;
  }
}

function toJson(answer: Answer): string {
  const RequestId = randomUUID();
  if (answer.kind === "result") return JSON.stringify({ Response: { ...answer.fields, RequestId } });
  const { code, message } = answer;
  return JSON.stringify({ Response: { Error: { Code: code, Message: message }, RequestId } });
}

function respondToControl(
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  context: ControlContext,
) {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  const reply = control(request.method ?? "GET", path, body, context);
  response.writeHead(reply.status, { "content-type": "application/json" }).end(JSON.stringify(reply.body));
}

function count(answer: Answer, fault: FaultKind | null, statistics: ControlContext["statistics"]): void {
  if (fault !== null) statistics.struck(fault);
  if (fault !== null && isHopFault(fault)) return;
  if (answer.kind === "result") statistics.answered();
  else statistics.refused(answer.code);
}

function respondAsGateway(
  request: IncomingMessage,
  body: Buffer | null,
  response: ServerResponse,
  context: ListenerContext,
  later: (milliseconds: number, act: () => void) => void,
): void {
  context.statistics.arrived(context.elapsed());
  const honest = body === null ? tooLarge : answerRequest(request, body, context);
  const { latencyMs, fault } = context.faults.strike(body && campaignAsked(body), honest);
  const answer = alterAnswer(honest, fault);
  count(answer, fault?.kind ?? null, context.statistics);
  later(latencyMs, () => {
    response.setHeader("date", new Date(context.gatewayTime()).toUTCString());
    sendResponse(response, toJson(answer), fault?.kind ?? null);
  });
}

/** Acts after a while; `stop` forgets what is still to come. */
function createDelays(delay: Delay) {
  const waiting = new Set<() => void>();
  return {
    later: (milliseconds: number, act: () => void) => {
      if (milliseconds === 0) return act();
      const cancel = delay(() => {
        waiting.delete(cancel);
        act();
      }, milliseconds);
      waiting.add(cancel);
    },
    stop: () => {
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}

/** Serves /control, and everything else as the upstream's gateway. */
export function createRequestListener(context: ListenerContext) {
  const delays = createDelays(context.delay);
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    if (request.url?.startsWith("/control/")) {
      return respondToControl(request, body ?? Buffer.alloc(0), response, context);
    }
    respondAsGateway(request, body, response, context, delays.later);
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    // Fails only when the caller went away in the middle of its request, or on a defect here.
    respond(request, response).catch(() => response.destroy());
  };
  return { listener, stop: delays.stop };
}
