import type { AgentRow } from "./agent-portfolio.ts";

/** One bar: an agent's callees, or those of all the agents that have no bar of their own. */
export interface AgentBar {
  /** Empty: not known; null: the others. */
  readonly agent: string | null;
  /** How many agents it stands for. */
  readonly agents: number;
  readonly called: number;
  readonly remaining: number;
}

/** As many as can be told apart. */
const most = 12;

/** Those with the most to call first, the rest as one; who has no callees has no bar. */
export function agentBars(rows: readonly AgentRow[]): readonly AgentBar[] {
  const bars = rows
    .map(({ agent, totals: { called, remaining } }) => ({ agent, agents: 1, called, remaining }))
    .filter(({ called, remaining }) => called + remaining > 0)
    .toSorted((one, other) => other.remaining - one.remaining || other.called - one.called);
  if (bars.length <= most) return bars;
  const rest = bars.slice(most - 1).reduce(
    (sum, { called, remaining }) => ({
      agent: null,
      agents: sum.agents + 1,
      called: sum.called + called,
      remaining: sum.remaining + remaining,
    }),
    { agent: null, agents: 0, called: 0, remaining: 0 },
  );
  return [...bars.slice(0, most - 1), rest];
}
