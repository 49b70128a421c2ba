import { focusLimits } from "@cruiseboard/contract";

/**
 * What is on which screen. A holder is one open page; its last word replaces the one before and lapses by itself.
 * `onChange(id, difference)` tells when one more (+1) or one fewer (−1) page shows a campaign.
 */
export interface FocusBook {
  put(holder: string, ids: readonly string[], now: number): void;
  /** Lets go of what has lapsed; cheap, call it often. */
  sweep(now: number): void;
}

export function createFocusBook(onChange: (id: string, difference: 1 | -1) => void): FocusBook {
  const holders = new Map<string, { ids: Set<string>; until: number }>();

  function release(holder: string): void {
    for (const id of holders.get(holder)?.ids ?? []) onChange(id, -1);
    holders.delete(holder);
  }

  function sweep(now: number): void {
    for (const [holder, { until }] of holders) {
      if (until > now) return;
      release(holder);
    }
  }

  return {
    put(holder, ids, now) {
      // Where nobody asks, nobody sweeps either.
      sweep(now);
      release(holder);
      if (ids.length === 0) return;
      // Deleted and set again, so that the map stays in the order in which its entries lapse.
      holders.set(holder, { ids: new Set(ids), until: now + focusLimits.lapsesAfterMs });
      for (const id of holders.get(holder)?.ids ?? []) onChange(id, 1);
    },
    sweep,
  };
}
