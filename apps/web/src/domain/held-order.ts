import type { Campaign } from "@cruiseboard/contract";
import { keyOf } from "./campaign-key.ts";

/** Campaigns as they are now, where they were; those that left the board are left out. */
export function inPlace(
  held: readonly Campaign[],
  known: ReadonlyMap<string, Campaign>,
): readonly Campaign[] {
  return held.flatMap((campaign) => known.get(keyOf(campaign)) ?? []);
}

/** How many campaigns have to come, go or move until `shown` is as `wanted`. */
export function placeChanges(shown: readonly Campaign[], wanted: readonly Campaign[]): number {
  const places = new Map(wanted.map((campaign, place) => [keyOf(campaign), place]));
  const kept = shown.flatMap((campaign) => places.get(keyOf(campaign)) ?? []);
  return shown.length + wanted.length - kept.length - longestRise(kept);
}

/** The length of the longest subsequence that rises. */
function longestRise(values: readonly number[]): number {
  // For each length, the lowest value that a rise of that length ends with.
  const ends: number[] = [];
  for (const value of values) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    ends[low] = value;
  }
  return ends.length;
}
