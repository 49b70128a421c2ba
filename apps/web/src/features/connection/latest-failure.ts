import type { Campaign, Failure } from "@cruiseboard/contract";

/** The newest failure among campaigns; null: none of them failed at its last look. */
export function latestFailure(campaigns: Iterable<Pick<Campaign, "failure">>): Failure | null {
  let latest: Failure | null = null;
  for (const { failure } of campaigns) {
    // ISO instants of one form sort as text.
    if (failure !== null && (latest === null || failure.at > latest.at)) latest = failure;
  }
  return latest;
}
