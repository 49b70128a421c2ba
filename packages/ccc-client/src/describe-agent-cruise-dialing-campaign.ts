import { z } from "zod";
import { count, instant, integer, readReply, text } from "./read-answer.ts";

/** Only this file knows the action's names. */
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

export const campaignSchema = z
  .object({
    Name: text,
    Agent: text,
    ConcurrencyNumber: count,
    StartTime: instant,
    EndTime: instant,
    CallOrder: integer,
    UUI: text,
    State: integer,
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

/** Unknown fields are ignored. */
export const readCampaignReply = (json: unknown) => readReply(json, campaignSchema);
