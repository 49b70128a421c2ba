import type { AttentionKind, Campaign } from "@cruiseboard/contract";
import { attentionOrder, worstSeverity } from "../../lib/attention.ts";
import { type CampaignTotals, totalsOf } from "../../lib/campaign-totals.ts";

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
