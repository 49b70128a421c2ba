import type { CampaignKey, History } from "@cruiseboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { keyOf } from "../../../lib/campaign-key.ts";
import { RequestError, request } from "../../../lib/http.ts";
import { time } from "../../../lib/time.ts";
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
}

/**
 * GET /api/v1/campaigns/{sdkAppId}/{campaignId}/history. Of a range that begins somewhere the last sample before it comes along: it tells what was so at the beginning.
 */
export function historyQuery({ key, range, timeZone }: HistoryQueryOptions) {
  return queryOptions({
    queryKey: ["history", keyOf(key), range, timeZone],
    queryFn: async ({ signal }) => {
      const from = range === "all" ? null : rangeStart(range, await time.known(), timeZone);
      return from === null ? ask(key, `points=${points}`, signal) : askFrom(key, from, signal);
    },
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

async function askFrom(key: CampaignKey, from: number, signal: AbortSignal): Promise<History> {
  const start = new Date(from).toISOString();
  const [before, within] = await Promise.all([
    // First and last are always kept, and the last is the one.
    ask(key, `points=2&to=${new Date(from - 1).toISOString()}`, signal),
    ask(key, `points=${points}&from=${start}`, signal),
  ]);
  return { ...within, samples: [...before.samples.slice(-1), ...within.samples] };
}

async function ask(key: CampaignKey, query: string, signal: AbortSignal): Promise<History> {
  const answer = await request(`/api/v1/campaigns/${keyOf(key)}/history?${query}`, { signal });
  if (!isHistory(answer)) throw new RequestError("malformed");
  return answer;
}

/** Enough to tell our own server's answer from a proxy's. */
function isHistory(answer: unknown): answer is History {
  const { samples, gaps } = (answer ?? {}) as Partial<History>;
  return Array.isArray(samples) && Array.isArray(gaps);
}
