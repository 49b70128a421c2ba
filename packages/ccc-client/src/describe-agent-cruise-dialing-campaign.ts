import { z } from "zod";
import { CccApiError, CccResponseError } from "./ccc-error.ts";
import type { HttpReply, ResponseHead } from "./exchange.ts";

/** The upstream's names end in this file. */
export const describeCampaign = {
  action: "DescribeAgentCruiseDialingCampaign",
  version: "2020-02-10",
} as const;

export interface CampaignKey {
  readonly sdkAppId: number;
  readonly campaignId: number;
}

/** What the upstream says of one campaign. Null: it said null or nothing, so nobody knows; never read it as 0. */
export interface CampaignFacts {
  readonly name: string | null;
  /** The agent's account, such as `foo@example.com`. */
  readonly agent: string | null;
  /** Calls in one round, documented as 1 to 20. */
  readonly concurrency: number | null;
  /** Epoch milliseconds. */
  readonly startTime: number | null;
  /** Epoch milliseconds. */
  readonly endTime: number | null;
  /** The upstream's number: 0 random, 1 in order; others may come. */
  readonly callOrderCode: number | null;
  readonly uui: string | null;
  /** The upstream's number: 0 not started, 1 running, 2 completed, 3 terminated; others may come. */
  readonly stateCode: number | null;
  readonly totalCallees: number | null;
  /** May fall, and may exceed `totalCallees`. */
  readonly calledCallees: number | null;
  readonly requestId: string | null;
}

type CampaignReply =
  | { readonly kind: "facts"; readonly facts: CampaignFacts }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly message: string;
      readonly requestId: string | null;
    }
  | { readonly kind: "malformed"; readonly reason: string; readonly requestId: string | null };

/** @throws TypeError when an id is no positive safe integer: JSON would carry another number than the one meant. */
export function describeCampaignBody(key: CampaignKey): string {
  for (const id of [key.sdkAppId, key.campaignId]) {
    if (!Number.isSafeInteger(id) || id <= 0) throw new TypeError("Campaign keys are positive safe integers");
  }
  return JSON.stringify({ SdkAppId: key.sdkAppId, CampaignId: key.campaignId });
}

/** The last second that a Date can hold; a later one could not be shown. */
const lastSecond = 8.64e12;

const text = known(z.string());
const number = known(z.int());
const count = known(z.int().nonnegative());
const instant = known(z.int().nonnegative().max(lastSecond)).transform(toEpochMs);

const envelopeSchema = z.object({ Response: z.looseObject({}) });
const requestIdSchema = z.object({ RequestId: text }).catch({ RequestId: null });
const errorSchema = z.object({ Code: z.string().min(1).max(200), Message: text });
const campaignSchema = z.object({
  Name: text,
  Agent: text,
  ConcurrencyNumber: count,
  StartTime: instant,
  EndTime: instant,
  CallOrder: number,
  UUI: text,
  State: number,
  TotalCalleeCount: count,
  CalledCalleeCount: count,
  RequestId: text,
});

/** Null and absence become null; any other type is refused. */
function known<Schema extends z.ZodType<string | number>>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null);
}

function toEpochMs(unixSeconds: number | null): number | null {
  return unixSeconds === null ? null : unixSeconds * 1000;
}

/** Reads a parsed JSON body; fields that it does not know pass. */
export function readCampaignReply(json: unknown): CampaignReply {
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return { kind: "malformed", reason: "no Response object", requestId: null };
  const response = envelope.data.Response;
  const requestId = requestIdSchema.parse(response).RequestId;
  if (response["Error"] != null) return readError(response["Error"], requestId);
  const campaign = campaignSchema.safeParse(response);
  if (!campaign.success) {
    return { kind: "malformed", reason: faultOf("Response", campaign.error), requestId };
  }
  return { kind: "facts", facts: toFacts(campaign.data) };
}

function readError(json: unknown, requestId: string | null): CampaignReply {
  const error = errorSchema.safeParse(json);
  if (!error.success) {
    return { kind: "malformed", reason: faultOf("Response.Error", error.error), requestId };
  }
  return { kind: "refused", code: error.data.Code, message: error.data.Message ?? "", requestId };
}

function toFacts(campaign: z.output<typeof campaignSchema>): CampaignFacts {
  return {
    name: campaign.Name,
    agent: campaign.Agent,
    concurrency: campaign.ConcurrencyNumber,
    startTime: campaign.StartTime,
    endTime: campaign.EndTime,
    callOrderCode: campaign.CallOrder,
    uui: campaign.UUI,
    stateCode: campaign.State,
    totalCallees: campaign.TotalCalleeCount,
    calledCallees: campaign.CalledCalleeCount,
    requestId: campaign.RequestId,
  };
}

/** Names the fields and the types, never the values. */
function faultOf(parent: string, error: z.ZodError): string {
  return error.issues.map((issue) => `${[parent, ...issue.path].join(".")}: ${issue.message}`).join("; ");
}

export interface CccAnswer {
  readonly facts: CampaignFacts;
  /** The response's Date header in epoch milliseconds, precise to a second; null when there was none. */
  readonly serverDate: number | null;
}

/** Longer than any RequestId or media type; what is longer comes from a broken hop. */
const longestLabel = 100;

/**
 * Makes an answer of a whole HTTP reply.
 * @param redact takes secrets out of whatever an error quotes from the reply.
 * @throws CccApiError for an error envelope under any status, CccResponseError for whatever else is no answer.
 */
export function readAnswer(
  reply: HttpReply,
  head: ResponseHead,
  redact: (text: string) => string,
): CccAnswer {
  const content = readReply(reply.body);
  if (content.kind === "facts" && reply.httpStatus === 200) {
    return { facts: content.facts, serverDate: head.serverDate };
  }
  const label = (text: string | null) => (text === null ? null : redact(text).slice(0, longestLabel));
  const requestId = label(content.kind === "facts" ? content.facts.requestId : content.requestId);
  const facts = { ...head, requestId };
  if (content.kind === "refused") throw new CccApiError(redact(content.code), redact(content.message), facts);
  const reason = content.kind === "facts" ? "a campaign under a wrong status" : content.reason;
  const type = label(reply.contentType) ?? "no content type";
  throw new CccResponseError(`HTTP ${reply.httpStatus} (${type}): ${reason}`, facts);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function readReply(body: Buffer): CampaignReply {
  if (body.length === 0) return { kind: "malformed", reason: "empty body", requestId: null };
  try {
    return readCampaignReply(JSON.parse(utf8.decode(body)));
  } catch {
    return { kind: "malformed", reason: `${body.length} bytes that are no JSON`, requestId: null };
  }
}
