import { agentStates, type Campaign, type CampaignKey, createAgentMatcher } from "@cruiseboard/contract";
import { useState } from "react";
import { compareSeverity, compareUrgency, worstSeverity } from "./attention.ts";
import { type Campaigns, keyOf } from "./campaign-key.ts";
import type { SortKey } from "./columns.ts";
import { calledShare } from "./forecast.ts";
import { type Folding, type Grouping, stateOrder, type ViewState } from "./view-state.ts";

/**
 * The campaigns of a view in its order, and the same in groups; groups null: not grouped. While the order is held,
 * `held` are the campaigns that it was made of; `isBehind`: by what is known now, it would be another.
 */
export function useArranged(known: Campaigns, view: ViewState, locale: string, held = known) {
  const [[arrange, arrangeHeld]] = useState(() => [createArranger(), createArranger()] as const);
  const wanted = inGroups(arrange(known, view, locale), view, locale);
  if (held === known) return { ...wanted, isBehind: false };
  // With those that were added since, perhaps by this viewer.
  const before = new Map([...known].map(([key, campaign]) => [key, held.get(key) ?? campaign]));
  const { campaigns, groups } = inGroups(arrangeHeld(before, view, locale), view, locale);
  const shown = {
    campaigns: inPlace(campaigns, known),
    groups: groups?.map((group) => ({ ...group, campaigns: inPlace(group.campaigns, known) })) ?? null,
  };
  return { ...shown, isBehind: orderOf(shown) !== orderOf(wanted) };
}

function inGroups(campaigns: readonly Campaign[], view: ViewState, locale: string) {
  return { campaigns, groups: groupCampaigns(campaigns, view, locale) };
}

function orderOf({ campaigns, groups }: ReturnType<typeof inGroups>): string {
  return (groups?.flatMap((group) => group.campaigns) ?? campaigns).map(keyOf).join();
}

/** Campaigns as they are now, where they were; those that left the board are left out. */
export const inPlace = (held: readonly Campaign[], known: Campaigns): readonly Campaign[] =>
  held.flatMap((campaign) => known.get(keyOf(campaign)) ?? []);

/** Filters and sorts poll after poll. Starts from the former order, since a list that is nearly sorted sorts fast. */
export function createArranger() {
  let order: readonly string[] = [];
  return (campaigns: Campaigns, view: ViewState, locale: string): readonly Campaign[] => {
    const compare = campaignOrder(view, locale);
    const known = order.filter((key) => campaigns.has(key));
    const keys = known.length === campaigns.size ? known : [...new Set([...known, ...campaigns.keys()])];
    const entries = keys
      .map((key) => ({ key, campaign: campaigns.get(key) as Campaign }))
      .toSorted((one, other) => compare(one.campaign, other.campaign));
    order = entries.map(({ key }) => key);
    return entries.map(({ campaign }) => campaign).filter(campaignFilter(view));
  };
}

type Test = (campaign: Campaign) => boolean;

export function campaignFilter(view: ViewState): Test {
  const tests = [
    memberTest(view.states, ({ state }) => state),
    attentionTest(view),
    agentTest(view.agents),
    memberTest(view.agentStates, ({ agentStatus }) => agentStatus?.status ?? "unknown"),
    memberTest(view.applications, ({ sdkAppId }) => sdkAppId),
    searchTest(view.search),
  ].filter((test) => test !== null);
  return (campaign) => tests.every((test) => test(campaign));
}

/** By globs, as claims do; an empty text is an agent that is not known. */
function agentTest(agents: readonly string[]): Test | null {
  if (agents.length === 0) return null;
  const isOneOf = createAgentMatcher(agents);
  return ({ agent }) => (agent === null ? agents.includes("") : isOneOf(agent));
}

function attentionTest({ attentionOnly, kinds }: ViewState): Test | null {
  if (kinds.length > 0) return ({ attention }) => attention.some(({ kind }) => kinds.includes(kind));
  return attentionOnly ? ({ attention }) => attention.length > 0 : null;
}

type Searchable = CampaignKey & Pick<Campaign, "name" | "label" | "agent">;

/** Every word must occur in one of the fields. */
export function searchTest(search: string): ((campaign: Searchable) => boolean) | null {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  return (campaign) => {
    const text = [campaign.name, campaign.label, campaign.agent, keyOf(campaign)].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function memberTest<T>(chosen: readonly T[], read: (campaign: Campaign) => T): Test | null {
  const members = new Set(chosen);
  return members.size === 0 ? null : (campaign) => members.has(read(campaign));
}

type Compare = (one: Campaign, other: Campaign) => number;

/** Falls back to name and id, which polls do not change, so that rows do not jump. */
function campaignOrder({ sort, descending }: ViewState, locale: string): Compare {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });
  const direction = descending ? -1 : 1;
  const text = (read: (campaign: Campaign) => string | null) =>
    unknownLast(read, (one, other) => direction * collator.compare(one, other));
  const value = (read: (campaign: Campaign) => number | null) =>
    unknownLast(read, (one, other) => direction * (one - other));
  const byName = unknownLast(nameOf, collator.compare);
  const comparisons: Record<SortKey, Compare> = {
    attention: (one, other) => direction * compareUrgency(one, other) || byId(one, other),
    name: text(nameOf),
    agent: text(({ agent }) => agent),
    progress: value(calledShare),
    pace: value(({ pacePerMinute }) => pacePerMinute),
    eta: value(({ eta }) => instant(eta?.latest)),
    uncalled: value(({ uncalledAtClose }) => uncalledAtClose),
    end: value(({ endTime }) => instant(endTime)),
    observed: value(({ observedAt }) => instant(observedAt)),
    id: (one, other) => direction * byId(one, other),
  };
  return (one, other) => comparisons[sort](one, other) || byName(one, other) || byId(one, other);
}

const nameOf = ({ name, label }: Campaign): string | null => name ?? label;

const instant = (at: string | null | undefined): number | null => (at == null ? null : Date.parse(at));

/** Unknown values stand last in either direction. */
function unknownLast<T>(
  read: (campaign: Campaign) => T | null,
  compare: (one: T, other: T) => number,
): Compare {
  return (left, right) => {
    const [one, other] = [read(left), read(right)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return compare(one, other);
  };
}

const byId = (one: Campaign, other: Campaign): number =>
  one.sdkAppId - other.sdkAppId || one.campaignId - other.campaignId;

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

/** Each group keeps the given order; null: not grouped. */
export function groupCampaigns(
  campaigns: readonly Campaign[],
  view: ViewState,
  locale: string,
): Group[] | null {
  const { grouping, folding, sort, descending } = view;
  const worstFirst = sort === "attention" && !descending;
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
