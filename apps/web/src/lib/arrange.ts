import type { Campaign } from "@cruiseboard/contract";
import { worstSeverity } from "./attention.ts";
import { keyOf } from "./campaign-key.ts";
import { calledShare } from "./progress.ts";
import { type SortKey, stateOrder, type ViewState } from "./view-state.ts";

type Compare = (one: Campaign, other: Campaign) => number;

type Arrange = (campaigns: ReadonlyMap<string, Campaign>, view: ViewState, locale: string) => Campaign[];

/** Arranges poll after poll; starting from its last order makes the next sort nearly free. */
export function createArranger(): Arrange {
  let before: readonly string[] = [];
  return (campaigns, view, locale) => {
    const arranged = inOrderOf(before, campaigns).filter(matcher(view)).toSorted(comparison(view, locale));
    before = arranged.map(keyOf);
    return arranged;
  };
}

/** What is nearly sorted takes about one comparison per element. */
function inOrderOf(before: readonly string[], campaigns: ReadonlyMap<string, Campaign>): Campaign[] {
  const ordered = new Map<string, Campaign>();
  for (const key of before) {
    const campaign = campaigns.get(key);
    if (campaign) ordered.set(key, campaign);
  }
  if (ordered.size < campaigns.size) for (const [key, campaign] of campaigns) ordered.set(key, campaign);
  return [...ordered.values()];
}

const haystacks = new WeakMap<Campaign, string>();

function haystack(campaign: Campaign): string {
  const known = haystacks.get(campaign);
  if (known !== undefined) return known;
  const text = [campaign.name, campaign.label, campaign.agent, keyOf(campaign)].join("\n").toLowerCase();
  haystacks.set(campaign, text);
  return text;
}

/** Every word of the search must occur, in whatever field. */
function matcher({ search, states, attentionOnly }: ViewState): (campaign: Campaign) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return (campaign) =>
    (states.length === 0 || states.includes(campaign.state)) &&
    (!attentionOnly || campaign.attention.length > 0) &&
    words.every((word) => haystack(campaign).includes(word));
}

/** Total and independent of what changes with every poll, so that rows do not jump. */
function comparison({ sort, descending }: ViewState, locale: string): Compare {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });
  const text = (read: (campaign: Campaign) => string | null): Compare =>
    unknownLast(read, collator.compare, descending);
  const value = (read: (campaign: Campaign) => number | null): Compare =>
    unknownLast(read, (one, other) => one - other, descending);
  const byName = unknownLast(nameKey, collator.compare, false);
  const comparisons: Record<SortKey, Compare> = {
    attention: (one, other) =>
      direction(descending) * (byAttention(one, other) || byState(one, other)) || byName(one, other),
    name: text(nameKey),
    agent: text(({ agent }) => agent),
    progress: value(calledShare),
    end: value(({ endTime }) => (endTime === null ? null : Date.parse(endTime))),
    id: (one, other) => direction(descending) * byId(one, other),
  };
  return (one, other) => comparisons[sort](one, other) || byName(one, other) || byId(one, other);
}

function nameKey({ name, label }: Campaign): string | null {
  return name ?? label;
}

function direction(descending: boolean): 1 | -1 {
  return descending ? -1 : 1;
}

/** What is not known stands at the end, whichever the direction. */
function unknownLast<T>(
  read: (campaign: Campaign) => T | null,
  compare: (one: T, other: T) => number,
  descending: boolean,
): Compare {
  return (left, right) => {
    const [one, other] = [read(left), read(right)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return direction(descending) * compare(one, other);
  };
}

function byId(one: Campaign, other: Campaign): number {
  return one.sdkAppId - other.sdkAppId || one.campaignId - other.campaignId;
}

function byAttention(one: Campaign, other: Campaign): number {
  const [left, right] = [worstSeverity(one), worstSeverity(other)];
  return left === right ? 0 : left - right;
}

function byState(one: Campaign, other: Campaign): number {
  return stateOrder.indexOf(one.state) - stateOrder.indexOf(other.state);
}
