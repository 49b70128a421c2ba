import type { CampaignDetail, CampaignKey } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { keyOf } from "../../../lib/campaign-key.ts";
import { RequestError, request } from "../../../lib/http.ts";
import { readCampaign } from "../../../lib/read-answers.ts";

/**
 * GET /api/v1/campaigns/{sdkAppId}/{campaignId}. Of one on the board for the UUI, since what moves comes with the board;
 * of another all that is known, if it is in the archive.
 */
export function campaignQuery(key: CampaignKey, { onBoard }: { onBoard: boolean }) {
  return queryOptions({
    // One that leaves the board is asked for anew: it may be in the archive, or gone.
    queryKey: ["campaign", keyOf(key), onBoard],
    queryFn: async ({ signal }) =>
      readCampaign((await request(`/api/v1/campaigns/${keyOf(key)}`, { signal })) as CampaignDetail),
    retry: (_, error) => !(error instanceof RequestError && error.status === 404),
    retryDelay: (attempt) => Math.min(15_000, 2000 * (attempt + 1)),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
