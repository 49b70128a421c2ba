import type { CampaignKey, History } from "@cruiseboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { keyOf } from "../../../lib/campaign-key.ts";
import { RequestError, request } from "../../../lib/http.ts";
import type { HistoryRange } from "../history-range.ts";
import { rangeStart } from "../history-range.ts";

/** Between two looks at the past, in milliseconds; what happens meanwhile comes with the board. */
const refetchInterval = 15_000;
/** As many as a chart of this width can tell apart. */
const points = 300;

interface HistoryQueryOptions {
  readonly key: CampaignKey;
  readonly range: HistoryRange;
  readonly timeZone: string;
  /** false: the viewer has paused updates. */
  readonly polling: boolean;
}

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}/history, again while the tab is visible. */
export function historyQuery({ key, range, timeZone, polling }: HistoryQueryOptions) {
  return queryOptions({
    queryKey: ["history", keyOf(key), range, timeZone],
    queryFn: async ({ signal }) => {
      const from = rangeStart(range, Date.now(), timeZone);
      const start = from === null ? "" : `&from=${new Date(from).toISOString()}`;
      const answer = await request(`/api/v1/campaigns/${keyOf(key)}/history?points=${points}${start}`, {
        signal,
      });
      if (!isHistory(answer)) throw new RequestError("malformed");
      return answer;
    },
    placeholderData: keepPreviousData,
    retry: false,
    networkMode: "always",
    refetchInterval: polling && refetchInterval,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: polling && "always",
    refetchOnReconnect: polling && "always",
  });
}

/** Enough to tell our own server's answer from a proxy's. */
function isHistory(answer: unknown): answer is History {
  const { samples, gaps } = (answer ?? {}) as Partial<History>;
  return Array.isArray(samples) && Array.isArray(gaps);
}
