import type { AgentRow } from "./agent-portfolio.ts";

interface Callees {
  readonly called: number;
  readonly remaining: number;
}

/** One bar: an agent's callees. */
export interface AgentBar extends Callees {
  /** Empty: not known. */
  readonly agent: string;
}

export interface AgentBars {
  readonly bars: readonly AgentBar[];
  /** Those who have callees and no bar, summed up; null: there are none. */
  readonly others: (Callees & { readonly agents: number }) | null;
}

/** As many as can be taken in at a glance. */
const most = 10;

/** Those with the most to call first; the sum of all others would dwarf them and gets no bar. */
export function agentBars(rows: readonly AgentRow[]): AgentBars {
  const bars = rows
    .map(({ agent, totals: { called, remaining } }) => ({ agent, called, remaining }))
    .filter(({ called, remaining }) => called + remaining > 0)
    .toSorted((one, other) => other.remaining - one.remaining || other.called - one.called);
  const rest = bars.slice(most);
  return { bars: bars.slice(0, most), others: rest.length === 0 ? null : sumOf(rest) };
}

function sumOf(bars: readonly AgentBar[]) {
  return bars.reduce(
    (sum, { called, remaining }) => ({
      agents: sum.agents + 1,
      called: sum.called + called,
      remaining: sum.remaining + remaining,
    }),
    { agents: 0, called: 0, remaining: 0 },
  );
}
