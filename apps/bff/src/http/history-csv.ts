import type { CampaignKey } from "@cruiseboard/contract";
import { toInstant } from "../campaigns/instant.ts";
import { stateOf } from "../campaigns/observation.ts";
import type { CampaignHistory, HistoryQuery } from "../records/campaign-history.ts";
import type { CsvCell } from "./answer-csv.ts";

/** `unobservedSince`: from then until this row nobody could look; empty: there was no gap before it. */
export const historyColumns = ["at", "called", "total", "state", "stateCode", "unobservedSince"] as const;

/** Every sample of the range, in order of time. Unknown is empty. */
export async function* historyRows(
  history: CampaignHistory,
  key: CampaignKey,
  query: HistoryQuery,
): AsyncGenerator<CsvCell[]> {
  for await (const page of history.everySample(key, query))
    for (const { at, called, total, stateCode, unobservedSince } of page)
      yield [
        toInstant(at),
        called,
        total,
        stateOf(stateCode),
        stateCode,
        unobservedSince === null ? null : toInstant(unobservedSince),
      ];
}
