import type { CampaignKey, History } from "@cruiseboard/contract";
import { queryOptions } from "@tanstack/react-query";
import { whenActive } from "../../../lib/activity.ts";
import { keyOf } from "../../../lib/campaign-key.ts";
import { RequestError, request } from "../../../lib/http.ts";
import { browserIdle, createIdleQueue } from "../../../lib/idle-queue.ts";

/** As many as a small chart can tell apart. */
const points = 60;
/** A small chart may be so old, in milliseconds: what is new stands in the figures beside it. */
const refresh = 60_000;

/** Many cards come at once; none of them is in a hurry, and drawing takes longer than fetching. */
const queue = createIdleQueue({
  atOnce: 2,
  whenIdle: async () => {
    await browserIdle();
    // Last: the page may be hidden or paused while the browser is busy.
    await whenActive();
  },
});

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}/history, thinned out for a card, in an idle moment. */
export function cardHistoryQuery(key: CampaignKey) {
  const path = `/api/v1/campaigns/${keyOf(key)}/history?points=${points}`;
  return queryOptions({
    queryKey: ["card-history", keyOf(key)],
    queryFn: ({ signal }) =>
      queue.run(signal, async () => {
        const answer = await request(path, { signal });
        if (!isHistory(answer)) throw new RequestError("malformed");
        await browserIdle();
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
