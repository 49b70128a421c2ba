import { z } from "zod";
import { count, instant, integer, text } from "./read-answer.ts";

const campaignSchema = z
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

export interface CampaignKey {
  readonly sdkAppId: number;
  readonly campaignId: number;
}

/** Only this file knows the action's names. Ids are safe integers: JSON would round others. */
export const describeCampaign = {
  action: "DescribeAgentCruiseDialingCampaign",
  bodyOf: ({ sdkAppId, campaignId }: CampaignKey) => ({ SdkAppId: sdkAppId, CampaignId: campaignId }),
  schema: campaignSchema,
  /** Bytes; ordinary ones are below 4 KiB. */
  longestAnswer: 64 * 1024,
};
