import type { Campaign } from "@cruiseboard/contract";
import { worstSeverity } from "./attention.ts";
import { type Folding, type Grouping, stateOrder } from "./view-state.ts";

/** Campaigns that share an agent, an application, a label or a state, and what they come to. */
export interface Group {
  /** What they share; empty: it is not known. */
  readonly group: string;
  readonly folded: boolean;
  readonly campaigns: readonly Campaign[];
}

const shared: Record<Exclude<Grouping, "none">, (campaign: Campaign) => string> = {
  agent: ({ agent }) => agent ?? "",
  application: ({ sdkAppId }) => String(sdkAppId),
  label: ({ label }) => label ?? "",
  state: ({ state }) => state,
};

interface GroupOptions {
  readonly grouping: Grouping;
  readonly folding: Folding;
  readonly locale: string;
  /** The board is sorted by what needs attention, worst first: then the groups are, too. */
  readonly worstFirst: boolean;
}

/** The campaigns by what they share, each group in the order given; null: they are not to be grouped. */
export function groupCampaigns(campaigns: readonly Campaign[], options: GroupOptions): Group[] | null {
  const { grouping, folding, locale, worstFirst } = options;
  if (grouping === "none") return null;
  const byName = new Map<string, Campaign[]>();
  const read = shared[grouping];
  for (const campaign of campaigns) {
    const name = read(campaign);
    const members = byName.get(name);
    if (members) members.push(campaign);
    else byName.set(name, [campaign]);
  }
  const severities = worstFirst
    ? new Map([...byName].map(([name, members]) => [name, worstOf(members)]))
    : null;
  const collator = new Intl.Collator(locale, { numeric: true });
  const byRank = (one: string, other: string) =>
    grouping === "state" ? rankOfState(one) - rankOfState(other) : Number(one === "") - Number(other === "");
  return [...byName]
    .toSorted(
      ([one], [other]) =>
        compareSeverity(severities?.get(one), severities?.get(other)) ||
        byRank(one, other) ||
        collator.compare(one, other),
    )
    .map(([group, members]) => ({ group, folded: isFolded(folding, group), campaigns: members }));
}

function isFolded({ all, except }: Folding, group: string): boolean {
  return all !== except.includes(group);
}

/** Folds a group up, or opens it. */
export function toggleFolding({ all, except }: Folding, group: string): Folding {
  return {
    all,
    except: except.includes(group) ? except.filter((other) => other !== group) : [...except, group],
  };
}

function worstOf(campaigns: readonly Campaign[]): number {
  let worst = Infinity;
  for (const campaign of campaigns) worst = Math.min(worst, worstSeverity(campaign));
  return worst;
}

function compareSeverity(one = 0, other = 0): number {
  return one === other ? 0 : one - other;
}

function rankOfState(state: string): number {
  return stateOrder.findIndex((known) => known === state);
}
