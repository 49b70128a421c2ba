import type { AgentRow } from "./agent-portfolio.ts";

const agentSorts = ["attention", "agent", "campaigns", "called", "pace", "left"] as const;
export type AgentSort = (typeof agentSorts)[number];

export interface AgentOrder {
  readonly sort: AgentSort;
  readonly descending: boolean;
}

const usual: AgentOrder = { sort: "attention", descending: false };

/** Reads `by` of a query string; what is not understood counts as not given. */
export function parseAgentOrder(search: string): AgentOrder {
  const by = new URLSearchParams(search).get("by") ?? "";
  const descending = by.startsWith("-");
  const sort = agentSorts.find((known) => known === (descending ? by.slice(1) : by));
  return sort === undefined ? usual : { sort, descending };
}

export function withAgentOrder(search: string, { sort, descending }: AgentOrder): string {
  const query = new URLSearchParams(search);
  if (sort === usual.sort && !descending) query.delete("by");
  else query.set("by", (descending ? "-" : "") + sort);
  return query.toString();
}

/** What a column sorts by; null: not known, which stands last in either direction. */
const values: Record<AgentSort, (row: AgentRow) => number | string | null> = {
  // Many of the worst kind come before few; nothing to attend to comes last.
  attention: ({ worst, totals }) => (worst === Infinity ? null : worst - totals.attention / 1e6),
  agent: ({ agent }) => agent || null,
  campaigns: ({ totals }) => totals.campaigns,
  called: ({ totals }) => (totals.total === 0 ? null : totals.called / totals.total),
  pace: ({ totals }) => totals.pace.sum,
  left: ({ totals }) => totals.left.sum,
};

export function sortAgents(
  rows: readonly AgentRow[],
  { sort, descending }: AgentOrder,
  locale: string,
): readonly AgentRow[] {
  const collator = new Intl.Collator(locale, { numeric: true });
  const read = values[sort];
  const direction = descending ? -1 : 1;
  return rows.toSorted((left, right) => {
    const [one, other] = [read(left), read(right)];
    // Names are slow to compare, and few have to be.
    const byName = () => collator.compare(left.agent, right.agent);
    if (one === null || other === null) return Number(one === null) - Number(other === null) || byName();
    if (typeof one === "number" && typeof other === "number") return direction * (one - other) || byName();
    return direction * byName();
  });
}
