/** Between two polls while all is well, in milliseconds. */
export const pollInterval = 2000;
/** The longest pause between attempts while the server cannot be reached, in milliseconds. */
const longestPause = 15_000;
/** An outage shorter than this is a hiccup: shown in the header only, in milliseconds. */
const hiccup = 5000;

/** The fields of a query's state that tell how contact stands; times in epoch milliseconds, 0: never. */
export interface ContactRecord {
  readonly failing: boolean;
  readonly lastSuccess: number;
  readonly lastFailure: number;
  readonly failures: number;
}

/** Milliseconds until the next poll. Pauses grow with the outage's own length, up to a bound. */
export function pollDelay({ failing, lastSuccess, lastFailure, failures }: ContactRecord): number {
  if (!failing) return pollInterval;
  const pause = lastSuccess === 0 ? failures * pollInterval : (lastFailure - lastSuccess) / 2;
  return Math.round(Math.min(longestPause, Math.max(pollInterval, pause)));
}

export type Contact = "connecting" | "live" | "retrying" | "lost";

/** retrying: a poll failed just now · lost: for so long that what is shown must be called stale. */
export function contactOf(record: ContactRecord): Contact {
  if (!record.failing) return record.lastSuccess === 0 ? "connecting" : "live";
  return record.lastFailure - record.lastSuccess > hiccup ? "lost" : "retrying";
}
