import type { CampaignKey, History } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { keyOf } from "../../../lib/campaign-key.ts";
import { RequestError, request } from "../../../lib/http.ts";

/** As many as a small chart can tell apart. */
const points = 60;
/** A small chart may be so old, in milliseconds: what is new stands in the figures beside it. */
export const cardRefresh = 60_000;

/**
 * GET /api/v1/campaigns/{sdkAppId}/{campaignId}/history, thinned out for a card.
 * @param beat another one asks anew.
 */
export function cardHistoryQuery(key: CampaignKey, beat: number) {
  return queryOptions({
    queryKey: ["card-history", keyOf(key), beat],
    queryFn: async ({ signal }) => {
      const answer = await request(`/api/v1/campaigns/${keyOf(key)}/history?points=${points}`, { signal });
      if (!isHistory(answer)) throw new RequestError("malformed");
      return answer;
    },
    retry: false,
    networkMode: "always",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 2 * cardRefresh,
  });
}

/** Enough to tell our own server's answer from a proxy's. */
function isHistory(answer: unknown): answer is History {
  const { samples, gaps } = (answer ?? {}) as Partial<History>;
  return Array.isArray(samples) && Array.isArray(gaps);
}
