import type { Campaign } from "@cruiseboard/contract";
import { worstSeverity } from "./attention.ts";
import { keyOf } from "./campaign-key.ts";
import { calledShare } from "./progress.ts";
import { type SortKey, stateOrder, type ViewState } from "./view-state.ts";

type Campaigns = ReadonlyMap<string, Campaign>;
type Arrange = (campaigns: Campaigns, view: ViewState, locale: string) => readonly Campaign[];

/** What a view asks for. */
interface Rules {
  readonly compare: Compare;
  readonly matches: (campaign: Campaign) => boolean;
}

interface Entry {
  readonly key: string;
  campaign: Campaign;
  /** Where it stands in the view; -1: not in it. */
  rank: number;
}

/** What the last poll left. */
interface Standing {
  /** In the board's own order. */
  readonly entries: readonly Entry[];
  /** In the view's order, and the same as campaigns. */
  readonly ranked: readonly Entry[];
  readonly arranged: readonly Campaign[];
}

interface Change {
  readonly entry: Entry;
  readonly campaign: Campaign;
}

/**
 * Arranges poll after poll. Between two polls most campaigns are the same objects in the same order: only those that
 * changed are compared, with their neighbours, and only those that no longer fit there are put in anew. Where nothing
 * changed, the answer is the same array.
 */
export function createArranger(): Arrange {
  let view: ViewState | undefined;
  let locale: string | undefined;
  let rules: Rules = { compare: () => 0, matches: () => true };
  let standing: Standing = { entries: [], ranked: [], arranged: [] };
  return (campaigns, wanted, wantedLocale) => {
    const sameRules = wanted === view && wantedLocale === locale;
    if (!sameRules) {
      [view, locale] = [wanted, wantedLocale];
      rules = { compare: campaignOrder(wanted, wantedLocale), matches: campaignFilter(wanted) };
    }
    const changes = sameRules ? findChanges(campaigns, standing.entries) : null;
    standing = changes === null ? arrangeAnew(campaigns, standing, rules) : follow(changes, standing, rules);
    return standing.arranged;
  };
}

/** Who is another object than before; null: campaigns have come or gone. */
function findChanges(campaigns: Campaigns, entries: readonly Entry[]): readonly Change[] | null {
  if (campaigns.size !== entries.length) return null;
  const changes: Change[] = [];
  let place = 0;
  let others = false;
  // Not by pairs, of which ten thousand would be made and thrown away at every poll.
  campaigns.forEach((campaign, key) => {
    const entry = entries[place];
    place += 1;
    if (entry?.key !== key) others = true;
    else if (entry.campaign !== campaign) changes.push({ entry, campaign });
  });
  return others ? null : changes;
}

/** Begins with the former order: as far as it still holds, sorting is quick. */
function arrangeAnew(campaigns: Campaigns, before: Standing, { compare, matches }: Rules): Standing {
  const entries = Array.from(campaigns, ([key, campaign]) => ({ key, campaign, rank: -1 }));
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const former = new Set(before.ranked.flatMap(({ key }) => byKey.get(key) ?? []));
  const ranked = [...former, ...entries.filter((entry) => !former.has(entry))]
    .filter(({ campaign }) => matches(campaign))
    .toSorted((one, other) => compare(one.campaign, other.campaign));
  return { entries, ...rank(ranked) };
}

function follow(changes: readonly Change[], before: Standing, { compare, matches }: Rules): Standing {
  const anew: Entry[] = [];
  const changed: Entry[] = [];
  const unsure: Entry[] = [];
  const gone = new Set<Entry>();
  for (const { entry, campaign } of changes) {
    // What is no reason to stand elsewhere needs no comparing with neighbours.
    const moves = compare(entry.campaign, campaign) !== 0;
    entry.campaign = campaign;
    if (!matches(campaign)) gone.add(entry);
    else if (entry.rank < 0) anew.push(entry);
    else {
      changed.push(entry);
      if (moves) unsure.push(entry);
    }
  }
  const arranged = before.arranged.slice();
  for (const { rank, campaign } of changed) arranged[rank] = campaign;
  for (const entry of findMisfits(unsure, gone, before.ranked, compare)) {
    gone.add(entry);
    anew.push(entry);
  }
  if (![...gone].some((entry) => entry.rank >= 0) && anew.length === 0)
    return changed.length === 0 ? before : { ...before, arranged };
  const stayed = before.ranked.filter((entry) => !gone.has(entry));
  for (const entry of gone) entry.rank = -1;
  const ranked = merge(stayed, anew, (one, other) => compare(one.campaign, other.campaign));
  return { entries: before.entries, ...rank(ranked) };
}

/** Those that do not fit between their neighbours any more. */
function findMisfits(
  suspects: readonly Entry[],
  gone: ReadonlySet<Entry>,
  ranked: readonly Entry[],
  compare: Compare,
): readonly Entry[] {
  const out = new Set(gone);
  const unsure = new Set(suspects);
  const misfits: Entry[] = [];
  for (const entry of suspects.toSorted((one, other) => one.rank - other.rank)) {
    const last = neighbour(ranked, entry.rank, -1, (other) => !out.has(other));
    const next = neighbour(ranked, entry.rank, 1, (other) => !out.has(other) && !unsure.has(other));
    const fits =
      (!last || compare(last.campaign, entry.campaign) <= 0) &&
      (!next || compare(entry.campaign, next.campaign) <= 0);
    if (fits) continue;
    out.add(entry);
    misfits.push(entry);
  }
  return misfits;
}

function neighbour(
  ranked: readonly Entry[],
  from: number,
  step: 1 | -1,
  counts: (entry: Entry) => boolean,
): Entry | undefined {
  for (let rank = from + step; ; rank += step) {
    const entry = ranked[rank];
    if (entry === undefined || counts(entry)) return entry;
  }
}

function rank(ranked: readonly Entry[]): Pick<Standing, "ranked" | "arranged"> {
  for (const [index, entry] of ranked.entries()) entry.rank = index;
  return { ranked, arranged: ranked.map(({ campaign }) => campaign) };
}

/** A sorted list and a few more in one; these are few, so that their places are looked up. */
function merge<Item>(
  sorted: readonly Item[],
  few: readonly Item[],
  compare: (one: Item, other: Item) => number,
): readonly Item[] {
  const merged: Item[] = [];
  let from = 0;
  for (const item of few.toSorted(compare)) {
    const place = placeOf(item, sorted, from, compare);
    for (let index = from; index < place; index += 1) merged.push(sorted[index] as Item);
    merged.push(item);
    from = place;
  }
  return merged.concat(sorted.slice(from));
}

/** The first index from `from` on whose item comes after this one. */
function placeOf<Item>(
  item: Item,
  sorted: readonly Item[],
  from: number,
  compare: (one: Item, other: Item) => number,
): number {
  let [low, high] = [from, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle] as Item, item) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const haystacks = new WeakMap<Campaign, string>();

function haystack(campaign: Campaign): string {
  const known = haystacks.get(campaign);
  if (known !== undefined) return known;
  const text = [campaign.name, campaign.label, campaign.agent, keyOf(campaign)].join("\n").toLowerCase();
  haystacks.set(campaign, text);
  return text;
}

type Test = (campaign: Campaign) => boolean;

/** Whether a campaign is in the view; every word of the search must occur, in whatever field. */
function campaignFilter(view: ViewState): Test {
  const tests = [
    stateTest(view),
    attentionTest(view),
    memberTest(view.agents, ({ agent }) => agent ?? ""),
    memberTest(view.applications, ({ sdkAppId }) => sdkAppId),
    searchTest(view),
  ].filter((test) => test !== null);
  if (tests.length === 0) return () => true;
  return (campaign) => tests.every((test) => test(campaign));
}

function stateTest({ states }: ViewState): Test | null {
  return memberTest(states, ({ state }) => state);
}

function attentionTest({ attentionOnly, kinds }: ViewState): Test | null {
  if (kinds.length > 0) return ({ attention }) => attention.some(({ kind }) => kinds.includes(kind));
  return attentionOnly ? ({ attention }) => attention.length > 0 : null;
}

function searchTest({ search }: ViewState): Test | null {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? null : (campaign) => words.every((word) => haystack(campaign).includes(word));
}

/** null: nothing was chosen, so everything passes. */
function memberTest<T>(chosen: readonly T[], read: (campaign: Campaign) => T): Test | null {
  const members = new Set(chosen);
  return members.size === 0 ? null : (campaign) => members.has(read(campaign));
}

type Compare = (one: Campaign, other: Campaign) => number;

/** Total and independent of what changes with every poll, so that rows do not jump. */
function campaignOrder(
  { sort, descending }: Pick<ViewState, "sort" | "descending">,
  locale: string,
): Compare {
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
    pace: value(({ pacePerMinute }) => pacePerMinute),
    eta: value(({ eta }) => instant(eta?.latest)),
    uncalled: value(({ uncalledAtClose }) => uncalledAtClose),
    end: value(({ endTime }) => instant(endTime)),
    observed: value(({ observedAt }) => instant(observedAt)),
    id: (one, other) => direction(descending) * byId(one, other),
  };
  return (one, other) => comparisons[sort](one, other) || byName(one, other) || byId(one, other);
}

function nameKey({ name, label }: Campaign): string | null {
  return name ?? label;
}

function instant(at: string | null | undefined): number | null {
  return at == null ? null : Date.parse(at);
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
