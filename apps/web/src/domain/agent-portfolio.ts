import type { AttentionKind, Campaign } from "@cruiseboard/contract";
import { attentionOrder, worstSeverity } from "./attention.ts";
import { type CampaignTotals, totalsOf } from "./campaign-totals.ts";

/** One agent's campaigns and what they come to. */
export interface AgentRow {
  /** The account; empty: it is not known. */
  readonly agent: string;
  readonly campaigns: readonly Campaign[];
  readonly totals: CampaignTotals;
  /** By kind, how many campaigns need attention for it; worst first. */
  readonly attention: readonly (readonly [kind: AttentionKind, count: number])[];
  /** As of worstSeverity, over all of its campaigns. */
  readonly worst: number;
}

type Portfolio = (campaigns: Iterable<Campaign>) => readonly AgentRow[];

/** Sums up poll after poll; an agent of whom nothing changed keeps its row. */
export function createPortfolio(): Portfolio {
  let before = new Map<string, AgentRow>();
  return (campaigns) => {
    const rows = [...byAgent(campaigns)].map(([agent, own]) => {
      const known = before.get(agent);
      return known && sameCampaigns(known.campaigns, own) ? known : rowOf(agent, own);
    });
    before = new Map(rows.map((row) => [row.agent, row]));
    return rows;
  };
}

function byAgent(campaigns: Iterable<Campaign>): Map<string, Campaign[]> {
  const agents = new Map<string, Campaign[]>();
  for (const campaign of campaigns) {
    const agent = campaign.agent ?? "";
    const own = agents.get(agent);
    if (own) own.push(campaign);
    else agents.set(agent, [campaign]);
  }
  return agents;
}

function sameCampaigns(one: readonly Campaign[], other: readonly Campaign[]): boolean {
  return one.length === other.length && one.every((campaign, index) => campaign === other[index]);
}

function rowOf(agent: string, campaigns: readonly Campaign[]): AgentRow {
  const counts = new Map<AttentionKind, number>();
  for (const { attention } of campaigns)
    for (const { kind } of attention) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    agent,
    campaigns,
    totals: totalsOf(campaigns),
    attention: attentionOrder.flatMap((kind) => {
      const count = counts.get(kind);
      return count === undefined ? [] : [[kind, count] as const];
    }),
    worst: campaigns.reduce((worst, campaign) => Math.min(worst, worstSeverity(campaign)), Infinity),
  };
}

interface Callees {
  readonly called: number;
  readonly remaining: number;
}

/** One bar: an agent's callees. */
export interface AgentBar extends Callees {
  /** Empty: not known. */
  readonly agent: string;
}

interface AgentBars {
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
