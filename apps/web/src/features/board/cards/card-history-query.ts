import type { CampaignKey, History } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import pLimit from "p-limit";
import { whenActive } from "../../../lib/activity.ts";
import { keyOf } from "../../../lib/campaign-key.ts";
import { RequestError, request } from "../../../lib/http.ts";

/** As many as a small chart can tell apart. */
const points = 60;
/** A small chart may be so old, in milliseconds: what is new stands in the figures beside it. */
const refresh = 60_000;

/** Many cards appear at once, and none is in a hurry. */
const limit = pLimit(2);

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}/history, thinned out for a card. */
export function cardHistoryQuery(key: CampaignKey) {
  const path = `/api/v1/campaigns/${keyOf(key)}/history?points=${points}`;
  return queryOptions({
    queryKey: ["card-history", keyOf(key)],
    queryFn: ({ signal }) =>
      limit(async () => {
        // The page may have been hidden or paused meanwhile, and the card may be gone.
        await whenActive();
        signal.throwIfAborted();
        const answer = await request(path, { signal });
        if (!isHistory(answer)) throw new RequestError("malformed");
        return answer;
      }),
    staleTime: refresh,
    gcTime: 2 * refresh,
    refetchInterval: refresh,
    refetchOnWindowFocus: true,
  });
}

/** Enough to tell our own server's answer from a proxy's. */
function isHistory(answer: unknown): answer is History {
  const { samples, gaps } = (answer ?? {}) as Partial<History>;
  return Array.isArray(samples) && Array.isArray(gaps);
}
