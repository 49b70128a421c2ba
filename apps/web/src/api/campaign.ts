import type { Campaign, CampaignDetail, CampaignEvents, CampaignKey, History } from "@cruiseboard/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { keyOf } from "../domain/campaign-key.ts";
import { type HistoryRange, rangeStart } from "../domain/past.ts";
import { time } from "../i18n/time.ts";
import { request, requestLists, untilAnswered } from "./http.ts";
import { type KnownEvent, readCampaign, readEvent } from "./read-answers.ts";

const refetchInterval = 15_000;

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}: the UUI of a campaign on the board, or a campaign of the archive. */
export function campaignQuery(key: CampaignKey, { onBoard }: { onBoard: boolean }) {
  return queryOptions({
    // Fetched again when the campaign leaves the board: it may be in the archive, or gone.
    queryKey: ["campaign", keyOf(key), onBoard],
    queryFn: async ({ signal }) =>
      readCampaign((await request(`/api/v1/campaigns/${keyOf(key)}`, { signal })) as CampaignDetail),
    ...untilAnswered(404),
  });
}

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}/events, newest first. */
export function eventsQuery(key: CampaignKey) {
  return queryOptions({
    queryKey: ["events", keyOf(key)],
    queryFn: async ({ signal }): Promise<readonly KnownEvent[]> => {
      const path = `/api/v1/campaigns/${keyOf(key)}/events`;
      const { events } = await requestLists<CampaignEvents>(path, ["events"], { signal });
      return events.map(readEvent);
    },
    refetchInterval,
  });
}

export async function refreshCampaign(key: CampaignKey): Promise<Campaign> {
  const answer = await request(`/api/v1/campaigns/${keyOf(key)}/refresh`, { method: "POST" });
  return readCampaign(answer as Campaign);
}

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}/history, with the last sample before the range. */
export function historyQuery(key: CampaignKey, range: HistoryRange, timeZone: string) {
  return queryOptions({
    queryKey: ["history", keyOf(key), range, timeZone],
    queryFn: async ({ signal }): Promise<History> => {
      const from = range === "all" ? null : rangeStart(range, await time.known(), timeZone);
      if (from === null) return fetchHistory(key, "points=300", signal);
      const [before, within] = await Promise.all([
        // The server keeps the first and the last sample, whatever the number of points.
        fetchHistory(key, `points=2&to=${new Date(from - 1).toISOString()}`, signal),
        fetchHistory(key, `points=300&from=${new Date(from).toISOString()}`, signal),
      ]);
      return { ...within, samples: [...before.samples.slice(-1), ...within.samples] };
    },
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

export function fetchHistory(key: CampaignKey, query: string, signal: AbortSignal): Promise<History> {
  return requestLists(`/api/v1/campaigns/${keyOf(key)}/history?${query}`, ["samples", "gaps"], { signal });
}
