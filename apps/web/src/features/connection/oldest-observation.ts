import type { Campaign } from "@cruiseboard/contract";

/**
 * The oldest observation among the campaigns that move: the running ones, or the waiting ones if none runs. Ended
 * campaigns are not asked for again. ISO 8601; null: nothing of the kind was observed.
 */
export function oldestObservation(
  campaigns: Iterable<Pick<Campaign, "state" | "observedAt">>,
): string | null {
  let [running, waiting]: [string | null, string | null] = [null, null];
  for (const { state, observedAt } of campaigns) {
    if (observedAt === null) continue;
    if (state === "running") running = earlier(running, observedAt);
    if (state === "notStarted") waiting = earlier(waiting, observedAt);
  }
  return running ?? waiting;
}

/** ISO instants of one form sort as text. */
function earlier(one: string | null, other: string): string {
  return one === null || other < one ? other : one;
}
