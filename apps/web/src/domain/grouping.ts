import { agentStates, type Campaign } from "@cruiseboard/contract";
import { compareSeverity, worstSeverity } from "./attention.ts";
import { type Folding, type Grouping, stateOrder } from "./view-state.ts";

export interface Group {
  /** The shared agent, application, label or state; empty: unknown. */
  readonly group: string;
  readonly folded: boolean;
  readonly campaigns: readonly Campaign[];
}

const groupKeys: Record<Exclude<Grouping, "none">, (campaign: Campaign) => string> = {
  agent: ({ agent }) => agent ?? "",
  application: ({ sdkAppId }) => String(sdkAppId),
  label: ({ label }) => label ?? "",
  state: ({ state }) => state,
  agentStatus: ({ agentStatus }) => agentStatus?.status ?? "unknown",
};

const fixedOrders: Partial<Record<Grouping, readonly string[]>> = {
  state: stateOrder,
  agentStatus: agentStates,
};

interface GroupOptions {
  readonly grouping: Grouping;
  readonly folding: Folding;
  readonly locale: string;
  readonly worstFirst: boolean;
}

/** Each group keeps the given order; null: not grouped. */
export function groupCampaigns(campaigns: readonly Campaign[], options: GroupOptions): Group[] | null {
  const { grouping, folding, locale, worstFirst } = options;
  if (grouping === "none") return null;
  const collator = new Intl.Collator(locale, { numeric: true });
  const known = fixedOrders[grouping];
  const order = (group: string) => known?.indexOf(group) ?? Number(group === "");
  return [...groupBy(campaigns, groupKeys[grouping])]
    .map(([group, members]) => ({
      group,
      folded: folding.all !== folding.except.includes(group),
      campaigns: members,
      worst: worstFirst ? Math.min(...members.map(worstSeverity)) : 0,
    }))
    .toSorted(
      (one, other) =>
        compareSeverity(one.worst, other.worst) ||
        order(one.group) - order(other.group) ||
        collator.compare(one.group, other.group),
    );
}

export function toggleFolding({ all, except }: Folding, group: string): Folding {
  return {
    all,
    except: except.includes(group) ? except.filter((other) => other !== group) : [...except, group],
  };
}

/** `Map.groupBy`, which Safari 16 and Chrome 111 lack. Groups stand in the order of their first item. */
export function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
