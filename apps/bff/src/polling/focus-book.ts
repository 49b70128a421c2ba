import { focusLimits } from "@cruiseboard/contract";

/**
 * What is on which screen. A holder is one open page; what it puts replaces what it put before, and lapses.
 * `onChange(id, difference)`: one page more (+1) or fewer (−1) shows a campaign.
 */
export function createFocusBook(onChange: (id: string, difference: 1 | -1) => void) {
  /** In the order in which they lapse. */
  const holders = new Map<string, { ids: ReadonlySet<string>; until: number }>();

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
    put(holder: string, shown: readonly string[], now: number): void {
      // A follower does not poll, so nothing else sweeps there.
      sweep(now);
      release(holder);
      if (shown.length === 0) return;
      const ids = new Set(shown);
      holders.set(holder, { ids, until: now + focusLimits.lapsesAfterMs });
      for (const id of ids) onChange(id, 1);
    },
    sweep,
  };
}
