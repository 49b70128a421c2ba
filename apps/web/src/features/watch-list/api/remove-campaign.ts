import type { CampaignKey } from "@cruiseboard/contract";
import { keyOf } from "../../../lib/campaign-key.ts";
import { request } from "../../../lib/http.ts";

/** DELETE /api/v1/watch-list/{sdkAppId}/{campaignId}. Throws RequestError. */
export async function removeCampaign(key: CampaignKey): Promise<void> {
  await request(`/api/v1/watch-list/${keyOf(key)}`, { method: "DELETE" });
}
