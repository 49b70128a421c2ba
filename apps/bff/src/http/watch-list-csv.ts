import type { WatchListEntry } from "@cruiseboard/contract";
import type { CsvCell } from "./answer-csv.ts";

/** As the page takes them in again. */
export const watchListColumns = ["sdkAppId", "campaignId", "label"] as const;

/** One row an entry, in the order in which they were added. */
export async function* watchListRows(entries: readonly WatchListEntry[]): AsyncGenerator<CsvCell[]> {
  for (const { sdkAppId, campaignId, label } of entries) yield [sdkAppId, campaignId, label];
}
