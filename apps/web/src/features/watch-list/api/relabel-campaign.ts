import type { CampaignKey } from "@cruiseboard/contract";
import { keyOf } from "../../../lib/campaign-key.ts";
import { request } from "../../../lib/http.ts";

/** PATCH /api/v1/watch-list/{sdkAppId}/{campaignId}; null takes the label away. Throws RequestError. */
export async function relabelCampaign(key: CampaignKey, label: string | null): Promise<void> {
  await request(`/api/v1/watch-list/${keyOf(key)}`, { method: "PATCH", body: { label } });
}
