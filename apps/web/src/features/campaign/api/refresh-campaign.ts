import type { Campaign, CampaignKey } from "@cruiseboard/contract";
import { keyOf } from "../../../lib/campaign-key.ts";
import { request } from "../../../lib/http.ts";
import { readCampaign } from "../../../lib/read-answers.ts";

/** POST /api/v1/campaigns/{sdkAppId}/{campaignId}/refresh: asks the upstream at once. Throws RequestError. */
export async function refreshCampaign(key: CampaignKey): Promise<Campaign> {
  const answer = await request(`/api/v1/campaigns/${keyOf(key)}/refresh`, { method: "POST" });
  return readCampaign(answer as Campaign);
}
