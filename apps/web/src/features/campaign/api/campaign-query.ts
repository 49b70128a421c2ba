import type { CampaignDetail, CampaignKey } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { keyOf } from "../../../lib/campaign-key.ts";
import { RequestError, request } from "../../../lib/http.ts";

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}, for the UUI; what moves comes with the board. */
export function campaignQuery(key: CampaignKey) {
  return queryOptions({
    queryKey: ["campaign", keyOf(key)],
    queryFn: async ({ signal }) =>
      (await request(`/api/v1/campaigns/${keyOf(key)}`, { signal })) as CampaignDetail,
    retry: (_, error) => !(error instanceof RequestError && error.status === 404),
    retryDelay: (attempt) => Math.min(15_000, 2000 * (attempt + 1)),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
