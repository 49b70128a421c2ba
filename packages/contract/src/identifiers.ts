import { z } from "zod";

/** An instant on the wire: ISO 8601 in UTC, always with milliseconds, such as `2026-11-22T08:00:00.000Z`. */
export const instantSchema = z.iso.datetime({ precision: 3 });

/** Upstream ids are positive integers; beyond 2^53 JSON would round them, so they are refused. */
const upstreamIdSchema = z.int().positive();

/** What names one campaign: the application it belongs to and its id there. */
export const campaignKeySchema = z.strictObject({
  sdkAppId: upstreamIdSchema,
  campaignId: upstreamIdSchema,
});

export type CampaignKey = z.infer<typeof campaignKeySchema>;

/** The same key as one string, as it stands in paths and in the page's `data-campaign`. */
export function campaignPath(key: CampaignKey): string {
  return `${key.sdkAppId}/${key.campaignId}`;
}
