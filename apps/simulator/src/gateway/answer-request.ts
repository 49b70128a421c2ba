import type { IncomingMessage } from "node:http";
import { describeAgentCruiseDialingCampaign } from "../actions/describe-agent-cruise-dialing-campaign.ts";
import type { World } from "../world/create-world.ts";
import { GatewayError } from "./gateway-error.ts";
import type { createRequestLimit } from "./request-limit.ts";
import type { Credentials } from "./verify-signature.ts";
import { verifySignature } from "./verify-signature.ts";

/** What stands under `Response`, RequestId left out. */
export type Answer =
  | { kind: "result"; fields: Record<string, unknown> }
  | { kind: "refusal"; code: string; message: string };

export interface GatewayContext {
  world: World;
  credentials: Credentials;
  limit: ReturnType<typeof createRequestLimit>;
  /** The gateway's own time for signatures, milliseconds since 1970. */
  gatewayTime: () => number;
  /** The time in the simulated world, milliseconds since 1970. */
  simulatedTime: () => number;
  /** A steady clock for the request limit, in milliseconds. */
  elapsed: () => number;
}

const action = "DescribeAgentCruiseDialingCampaign";
const version = "2020-02-10";
const requiredHeaders = ["X-TC-Action", "X-TC-Version", "X-TC-Timestamp", "Authorization"] as const;

function checkProtocol({ method, url, headers }: IncomingMessage): void {
  if (method !== "POST") {
    throw new GatewayError("UnsupportedProtocol", `The method ${method} is not supported, use POST.`);
  }
  if (url?.split("?")[0] !== "/") {
    throw new GatewayError("InvalidRequest", "The path of the request must be `/`.");
  }
  if (!/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")) {
    throw new GatewayError("InvalidRequest", "The Content-Type of the request must be `application/json`.");
  }
}

function checkHeaders({ headers }: IncomingMessage): void {
  const missing = requiredHeaders.find((name) => !headers[name.toLowerCase()]);
  if (missing !== undefined) {
    throw new GatewayError("MissingParameter", `The request header is missing the parameter \`${missing}\`.`);
  }
  if (!/^\d{1,12}$/.test(String(headers["x-tc-timestamp"]))) {
    throw new GatewayError("InvalidParameter", "The header `X-TC-Timestamp` must be a Unix time in seconds.");
  }
}

function checkAction({ headers }: IncomingMessage): void {
  if (headers["x-tc-version"] !== version) {
    throw new GatewayError("NoSuchVersion", "The version in `X-TC-Version` does not exist for this product.");
  }
  if (headers["x-tc-action"] !== action) {
    throw new GatewayError("InvalidAction", "The action in `X-TC-Action` does not exist or is not open.");
  }
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new GatewayError("InvalidParameter", "The request body is not valid JSON.");
  }
}

function answerOrThrow(request: IncomingMessage, body: Buffer, context: GatewayContext): Answer {
  checkProtocol(request);
  checkHeaders(request);
  verifySignature({ headers: request.headers, body }, context.credentials, context.gatewayTime());
  checkAction(request);
  context.limit.admit(context.elapsed());
  const now = context.simulatedTime();
  return {
    kind: "result",
    fields: describeAgentCruiseDialingCampaign(parseBody(body), context.world, now),
  };
}

/** The honest answer to a request: protocol, headers, signature, action, limit and parameters, in this order. */
export function answerRequest(request: IncomingMessage, body: Buffer, context: GatewayContext): Answer {
  try {
    return answerOrThrow(request, body, context);
  } catch (error) {
    if (error instanceof GatewayError) return { kind: "refusal", code: error.code, message: error.message };
    throw error;
  }
}
