import { z } from "zod";
import { CccApiError, CccResponseError } from "./ccc-error.ts";
import type { HttpReply, ResponseHead } from "./exchange.ts";

/** Only this file knows the upstream's names. */
export const describeCampaign = {
  action: "DescribeAgentCruiseDialingCampaign",
  version: "2020-02-10",
} as const;

export interface CampaignKey {
  readonly sdkAppId: number;
  readonly campaignId: number;
}

/** @throws TypeError if an id is not a positive safe integer: JSON would round it. */
export function describeCampaignBody(key: CampaignKey): string {
  for (const id of [key.sdkAppId, key.campaignId]) {
    if (!Number.isSafeInteger(id) || id <= 0) throw new TypeError("Campaign keys are positive safe integers");
  }
  return JSON.stringify({ SdkAppId: key.sdkAppId, CampaignId: key.campaignId });
}

/** The last second of a Date. */
const lastSecond = 8.64e12;

const text = known(z.string());
const number = known(z.int());
const count = known(z.int().nonnegative());
const instant = known(z.int().nonnegative().max(lastSecond)).transform((seconds) =>
  seconds === null ? null : seconds * 1000,
);

const envelopeSchema = z.object({ Response: z.looseObject({}) });
const requestIdSchema = z.object({ RequestId: text }).catch({ RequestId: null });
const errorSchema = z.object({ Code: z.string().min(1).max(200), Message: text });
const campaignSchema = z
  .object({
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
  })
  .transform((campaign) => ({
    name: campaign.Name,
    /** Account name, such as `foo@example.com`. */
    agent: campaign.Agent,
    /** Calls per round, 1 to 20. */
    concurrency: campaign.ConcurrencyNumber,
    startTime: campaign.StartTime,
    endTime: campaign.EndTime,
    /** 0 random, 1 sequential; other values may follow. */
    callOrderCode: campaign.CallOrder,
    uui: campaign.UUI,
    /** 0 not started, 1 running, 2 completed, 3 terminated; other values may follow. */
    stateCode: campaign.State,
    totalCallees: campaign.TotalCalleeCount,
    /** May fall, and may exceed `totalCallees`. */
    calledCallees: campaign.CalledCalleeCount,
    requestId: campaign.RequestId,
  }));

/** An observation of one campaign. null: not known, never 0. */
export type CampaignFacts = Readonly<z.output<typeof campaignSchema>>;

/** null and absence become null; another type is an error. */
function known<Schema extends z.ZodType<string | number>>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null);
}

function malformed(reason: string, requestId: string | null = null) {
  return { kind: "malformed" as const, reason, requestId };
}

/** Unknown fields are ignored. */
export function readCampaignReply(json: unknown) {
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return malformed("no Response object");
  const response = envelope.data.Response;
  const requestId = requestIdSchema.parse(response).RequestId;
  if (response["Error"] != null) {
    const error = errorSchema.safeParse(response["Error"]);
    if (!error.success) return malformed(faultOf("Response.Error", error.error), requestId);
    return { kind: "refused" as const, code: error.data.Code, message: error.data.Message ?? "", requestId };
  }
  const campaign = campaignSchema.safeParse(response);
  if (!campaign.success) return malformed(faultOf("Response", campaign.error), requestId);
  return { kind: "facts" as const, facts: campaign.data };
}

/** Names fields and types, never values. */
function faultOf(parent: string, error: z.ZodError): string {
  return error.issues.map((issue) => `${[parent, ...issue.path].join(".")}: ${issue.message}`).join("; ");
}

export interface CccAnswer {
  readonly facts: CampaignFacts;
  /** The Date header in epoch milliseconds; null: none. */
  readonly serverDate: number | null;
}

/** Longer than any RequestId or media type. */
const longestLabel = 100;

/** @throws CccApiError for an error envelope of any status, CccResponseError for any other invalid answer. */
export function readAnswer(reply: HttpReply, head: ResponseHead, redact: (text: string) => string) {
  const content = readReply(reply.body);
  if (content.kind === "facts" && head.httpStatus === 200) {
    return { facts: content.facts, serverDate: head.serverDate };
  }
  const label = (text: string | null) => (text === null ? null : redact(text).slice(0, longestLabel));
  const requestId = label(content.kind === "facts" ? content.facts.requestId : content.requestId);
  const facts = { ...head, requestId };
  if (content.kind === "refused") throw new CccApiError(redact(content.code), redact(content.message), facts);
  const reason = content.kind === "facts" ? "a campaign under a wrong status" : content.reason;
  const type = label(reply.contentType) ?? "no content type";
  throw new CccResponseError(`HTTP ${head.httpStatus} (${type}): ${reason}`, facts);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function readReply(body: Buffer): ReturnType<typeof readCampaignReply> {
  if (body.length === 0) return malformed("empty body");
  try {
    return readCampaignReply(JSON.parse(utf8.decode(body)));
  } catch {
    return malformed(`${body.length} bytes that are no JSON`);
  }
}
