import { z } from "zod";

/** ISO 8601 in UTC with milliseconds: `2026-11-22T08:00:00.000Z`. */
export const instantSchema = z.iso
  .datetime({ precision: 3 })
  .meta({ examples: ["2026-11-22T08:00:00.000Z"] });

/** Beyond 2^53, JSON would round the upstream's ids. */
const upstreamIdSchema = z.int().positive();
export const sdkAppIdSchema = upstreamIdSchema.meta({ examples: [1_400_000_000] });

export const campaignKeySchema = z
  .strictObject({ sdkAppId: sdkAppIdSchema, campaignId: upstreamIdSchema.meta({ examples: [2569] }) })
  .meta({ id: "CampaignKey" });

export type CampaignKey = z.infer<typeof campaignKeySchema>;

/**
 * The key in paths and in the page's `data-campaign`.
 * @example campaignPath({ sdkAppId: 1400000000, campaignId: 2569 }) // "1400000000/2569"
 */
export const campaignPath = (key: CampaignKey) => `${key.sdkAppId}/${key.campaignId}`;
