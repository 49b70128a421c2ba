/** Between two polls while all is well, in milliseconds. */
export const pollInterval = 2000;
/** The longest pause between attempts while the server cannot be reached, in milliseconds. */
const longestPause = 15_000;
/** An outage shorter than this is a hiccup: shown in the header only, in milliseconds. */
const hiccup = 5000;

/** How the polls went, and they alone: nothing else confirms what is shown. Instants in server time, epoch milliseconds. */
export interface ContactRecord {
  /** When the server last confirmed what is shown; 0: never. */
  readonly confirmedAt: number;
  /** When a poll last failed; 0: never. */
  readonly failedAt: number;
  /** Polls that failed since the last one that did not. */
  readonly failures: number;
  /** What the last failed poll failed with, however long ago. */
  readonly error: Error | null;
}

export const noContact: ContactRecord = { confirmedAt: 0, failedAt: 0, failures: 0, error: null };

/** Milliseconds until the next poll. Pauses grow with the outage's own length, up to a bound. */
export function pollDelay({ confirmedAt, failedAt, failures }: ContactRecord): number {
  if (failures === 0) return pollInterval;
  const pause = confirmedAt === 0 ? failures * pollInterval : (failedAt - confirmedAt) / 2;
  return Math.round(Math.min(longestPause, Math.max(pollInterval, pause)));
}

export type Contact = "connecting" | "live" | "retrying" | "lost";

/** retrying: a poll failed just now · lost: for so long that what is shown must be called stale. */
export function contactOf({ confirmedAt, failedAt, failures }: ContactRecord): Contact {
  if (failures === 0) return confirmedAt === 0 ? "connecting" : "live";
  return failedAt - confirmedAt > hiccup ? "lost" : "retrying";
}
