import type { Campaign, CampaignDetail, CampaignEvents, CampaignKey, History } from "@cruiseboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { keyOf } from "../domain/campaign-key.ts";
import { type HistoryRange, rangeStart } from "../domain/history-range.ts";
import { time } from "../i18n/time.ts";
import { RequestError, request } from "./http.ts";
import { type KnownEvent, readCampaign, readEvent } from "./read-answers.ts";

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

/** Between two looks at what happened, in milliseconds. */
const refetchInterval = 15_000;

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}/events, newest first. */
export function eventsQuery(key: CampaignKey) {
  return queryOptions({
    queryKey: ["events", keyOf(key)],
    queryFn: async ({ signal }): Promise<readonly KnownEvent[]> => {
      const answer = await request(`/api/v1/campaigns/${keyOf(key)}/events`, { signal });
      const { events } = (answer ?? {}) as Partial<CampaignEvents>;
      if (!Array.isArray(events)) throw new RequestError("malformed");
      return events.map(readEvent);
    },
    refetchInterval,
  });
}

/** POST /api/v1/campaigns/{sdkAppId}/{campaignId}/refresh: asks the upstream at once. Throws RequestError. */
export async function refreshCampaign(key: CampaignKey): Promise<Campaign> {
  const answer = await request(`/api/v1/campaigns/${keyOf(key)}/refresh`, { method: "POST" });
  return readCampaign(answer as Campaign);
}

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
