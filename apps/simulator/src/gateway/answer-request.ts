import type { IncomingMessage } from "node:http";
import { describeAgentCruiseDialingCampaign, describeStaffStatusMetrics } from "../actions/actions.ts";
import type { World } from "../world/create-world.ts";
import { check, GatewayError } from "./gateway-error.ts";
import type { createRequestLimit } from "./request-limit.ts";
import { type Credentials, verifySignature } from "./verify-signature.ts";

/** The content of `Response`, without the RequestId. */
export type Answer =
  | { kind: "result"; fields: Record<string, unknown> }
  | { kind: "refusal"; code: string; message: string };

interface Key {
  credentials: Credentials;
  /** Each action has its own. */
  limits: Readonly<Record<ActionName, ReturnType<typeof createRequestLimit>>>;
}

interface Gateway {
  world: World;
  keys: readonly [Key, ...Key[]];
  /** The gateway's own clock, for signatures; epoch milliseconds. */
  gatewayTime: () => number;
  simulatedTime: () => number;
  /** A monotonic clock in milliseconds, for the request limit. */
  elapsed: () => number;
}

const maxBodyBytes = 10 * 1024 * 1024;
const actions = {
  DescribeAgentCruiseDialingCampaign: describeAgentCruiseDialingCampaign,
  DescribeStaffStatusMetrics: describeStaffStatusMetrics,
} satisfies Record<string, (body: unknown, world: World, now: number) => Record<string, unknown>>;
export type ActionName = keyof typeof actions;
export const actionNames = Object.keys(actions) as ActionName[];

/** Of a request, whether or not it is valid. */
export const actionIn = ({ headers }: IncomingMessage): ActionName =>
  isAction(headers["x-tc-action"]) ? headers["x-tc-action"] : "DescribeAgentCruiseDialingCampaign";

const isAction = (name: unknown): name is ActionName =>
  typeof name === "string" && Object.hasOwn(actions, name);
const version = "2020-02-10";
const requiredHeaders = ["X-TC-Action", "X-TC-Version", "X-TC-Timestamp", "Authorization"] as const;

function checkRequest({ method, url, headers }: IncomingMessage, body: Buffer): void {
  const isJson = /^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "");
  const missing = requiredHeaders.find((name) => !headers[name.toLowerCase()]);
  const hasTime = /^\d{1,12}$/.test(String(headers["x-tc-timestamp"]));
  check(body.length <= maxBodyBytes, "RequestSizeLimitExceeded", "The request is larger than 10 MB.");
  check(method === "POST", "UnsupportedProtocol", `The method ${method} is not supported, use POST.`);
  check(url?.split("?")[0] === "/", "InvalidRequest", "The path of the request must be `/`.");
  check(isJson, "InvalidRequest", "The Content-Type of the request must be `application/json`.");
  check(!missing, "MissingParameter", `The request header is missing the parameter \`${missing}\`.`);
  check(hasTime, "InvalidParameter", "The header `X-TC-Timestamp` must be a Unix time in seconds.");
}

function checkAction({ headers }: IncomingMessage): void {
  const isKnown = headers["x-tc-version"] === version;
  check(isKnown, "NoSuchVersion", "The version in `X-TC-Version` does not exist for this product.");
  const isOpen = isAction(headers["x-tc-action"]);
  check(isOpen, "InvalidAction", "The action in `X-TC-Action` does not exist or is not open.");
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new GatewayError("InvalidParameter", "The request body is not valid JSON.");
  }
}

/** Checks in this order: size, protocol, headers, signature, action, request limit, parameters. */
function answerOrThrow(request: IncomingMessage, body: Buffer, gateway: Gateway): Answer {
  checkRequest(request, body);
  const named = request.headers.authorization ?? "";
  const key = gateway.keys.find(({ credentials }) => named.includes(`Credential=${credentials.secretId}/`));
  const { credentials, limits } = key ?? gateway.keys[0];
  verifySignature({ headers: request.headers, body }, credentials, gateway.gatewayTime());
  checkAction(request);
  const action = actionIn(request);
  limits[action].admit(gateway.elapsed());
  const now = gateway.simulatedTime();
  return { kind: "result", fields: actions[action](parseBody(body), gateway.world, now) };
}

export function answerRequest(request: IncomingMessage, body: Buffer, gateway: Gateway): Answer {
  try {
    return answerOrThrow(request, body, gateway);
  } catch (error) {
    if (error instanceof GatewayError) return { kind: "refusal", code: error.code, message: error.message };
    throw error;
  }
}
