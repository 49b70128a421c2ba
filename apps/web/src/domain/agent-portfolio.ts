import * as contract from "@cruiseboard/contract";
import { withParameter } from "./address.ts";
import { isAway } from "./agents.ts";
import { groupBy } from "./arrange.ts";
import { worstSeverity } from "./attention.ts";
import { sum, totalsOf } from "./campaign-totals.ts";
import { type Order, orderText, parseOrder } from "./view-state.ts";

export type AgentRow = ReturnType<typeof agentRows>[number];

export function agentRows(campaigns: readonly contract.Campaign[]) {
  return [...groupBy(campaigns, ({ agent }) => agent?.toLowerCase() ?? "").values()].map((own) => {
    const kinds = own.flatMap(({ attention }) => attention.map(({ kind }) => kind));
    return {
      agent: own[0]?.agent ?? "",
      // Accounts of several applications: that of a running campaign.
      status: (own.find(({ state }) => state === "running") ?? own[0])?.agentStatus ?? null,
      totals: totalsOf(own),
      /** Campaigns per kind, worst first. */
      attention: contract.attentionKinds
        .map((kind) => [kind, kinds.filter((each) => each === kind).length] as const)
        .filter(([, count]) => count > 0),
      /** Worst severity of its campaigns; Infinity: none needs attention. */
      worst: Math.min(...own.map(worstSeverity)),
    };
  });
}

export function countByStatus(
  rows: readonly AgentRow[],
): readonly (readonly [contract.AgentState, number])[] {
  return contract.agentStates
    .map((state) => [state, rows.filter(({ status }) => status?.status === state).length] as const)
    .filter(([, count]) => count > 0);
}

export type AgentBar = ReturnType<typeof agentBars>["bars"][number];

const maxBars = 10;

/** Agents with the most remaining callees. The others get no bar: their sum would dwarf the rest. */
export function agentBars(rows: readonly AgentRow[]) {
  const bars = rows
    .map(({ agent, totals: { called, remaining } }) => ({ agent, called, remaining }))
    .filter(({ called, remaining }) => called + remaining > 0)
    .toSorted((one, other) => other.remaining - one.remaining || other.called - one.called);
  const rest = bars.slice(maxBars);
  const others = {
    count: rest.length,
    called: sum(rest.map(({ called }) => called)),
    remaining: sum(rest.map(({ remaining }) => remaining)),
  };
  return { bars: bars.slice(0, maxBars), others: rest.length > 0 ? others : null };
}

/** What a column sorts by; null: unknown, which stands last in either direction. */
const sortValues = {
  // Within a kind, the agent with more campaigns that need attention, then with more callees left uncalled; behind them, one who left running campaigns.
  attention: ({ worst, totals, status }) => {
    if (worst !== Infinity) return worst - totals.attention / 1e4 - (totals.left.sum ?? 0) / 1e13;
    return isAway(status) && totals.states.running > 0 ? contract.attentionKinds.length : null;
  },
  agent: ({ agent }) => agent || null,
  campaigns: ({ totals }) => totals.campaigns,
  called: ({ totals }) => (totals.total === 0 ? null : totals.called / totals.total),
  pace: ({ totals }) => totals.pace.sum,
  left: ({ totals }) => totals.left.sum,
} satisfies Record<string, (row: AgentRow) => number | string | null>;

export type AgentSort = keyof typeof sortValues;

export type AgentOrder = Order<AgentSort>;

export function parseAgentOrder(search: string): AgentOrder {
  return parseOrder(
    new URLSearchParams(search).get("by"),
    Object.keys(sortValues) as AgentSort[],
    "attention",
  );
}

export const withAgentOrder = (search: string, order: AgentOrder): string =>
  withParameter(search, "by", orderText(order, "attention"));

export function sortAgents(
  rows: readonly AgentRow[],
  { sort, descending }: AgentOrder,
  locale: string,
): readonly AgentRow[] {
  const collator = new Intl.Collator(locale, { numeric: true });
  const direction = descending ? -1 : 1;
  return rows.toSorted((left, right) => {
    const [one, other] = [sortValues[sort](left), sortValues[sort](right)];
    const byName = collator.compare(left.agent, right.agent);
    if (one === null || other === null) return Number(one === null) - Number(other === null) || byName;
    return typeof one === "number" && typeof other === "number"
      ? direction * (one - other) || byName
      : direction * byName;
  });
}
