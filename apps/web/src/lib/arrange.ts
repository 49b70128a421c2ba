import type { Campaign } from "@cruiseboard/contract";
import { campaignFilter } from "./campaign-filter.ts";
import { keyOf } from "./campaign-key.ts";
import { type Compare, campaignOrder } from "./campaign-order.ts";
import type { ViewState } from "./view-state.ts";

type Campaigns = ReadonlyMap<string, Campaign>;
type Arrange = (campaigns: Campaigns, view: ViewState, locale: string) => readonly Campaign[];

/**
 * Arranges poll after poll. Between two polls most campaigns are the same objects in the same order: only those that
 * changed are compared, with their neighbours, and only those that no longer fit there are put in anew.
 */
export function createArranger(): Arrange {
  let arranged: readonly Campaign[] = [];
  let ranks = new Map<string, number>();
  let order = "";
  let compare = unordered;
  return (campaigns, view, locale) => {
    const wanted = `${view.sort} ${view.descending} ${locale}`;
    if (wanted !== order) {
      [order, arranged, compare] = [wanted, [], campaignOrder(view, locale)];
      ranks.clear();
    }
    const found = findChanges(campaigns, arranged, ranks, campaignFilter(view));
    const { stayed, misfits } = keepInOrder(found.slots, arranged, compare);
    const anew = [...misfits, ...found.added].toSorted(compare);
    const sameRanks = anew.length === 0 && stayed.length === arranged.length;
    arranged = merge(stayed, anew, compare);
    if (!sameRanks) ranks = ranksOf(arranged);
    return arranged;
  };
}

const unordered: Compare = () => 0;

interface Changes {
  /** What now stands at each former rank; undefined: nothing any more. */
  readonly slots: readonly (Campaign | undefined)[];
  readonly added: readonly Campaign[];
}

function findChanges(
  campaigns: Campaigns,
  arranged: readonly Campaign[],
  ranks: ReadonlyMap<string, number>,
  matches: (campaign: Campaign) => boolean,
): Changes {
  const slots = Array.from<Campaign | undefined>({ length: arranged.length });
  const added: Campaign[] = [];
  // Not by pairs, of which ten thousand would be made and thrown away at every poll.
  campaigns.forEach((campaign, key) => {
    if (!matches(campaign)) return;
    const rank = ranks.get(key);
    if (rank === undefined) added.push(campaign);
    else slots[rank] = campaign;
  });
  return { slots, added };
}

/** Parts what still is in order from what changed and is not any more. */
function keepInOrder(
  slots: readonly (Campaign | undefined)[],
  before: readonly Campaign[],
  compare: Compare,
): { stayed: Campaign[]; misfits: Campaign[] } {
  const stayed: Campaign[] = [];
  const misfits: Campaign[] = [];
  let ahead = 0;
  for (let rank = 0; rank < slots.length; rank += 1) {
    const campaign = slots[rank];
    if (campaign === undefined) continue;
    if (campaign === before[rank]) {
      stayed.push(campaign);
      continue;
    }
    ahead = Math.max(ahead, rank + 1);
    while (ahead < slots.length && (slots[ahead] === undefined || slots[ahead] !== before[ahead])) ahead += 1;
    const [last, next] = [stayed.at(-1), slots[ahead]];
    const fits = (!last || compare(last, campaign) <= 0) && (!next || compare(campaign, next) <= 0);
    (fits ? stayed : misfits).push(campaign);
  }
  return { stayed, misfits };
}

/** Two sorted lists as one; the second is short as a rule, so that its places are looked up. */
function merge(long: readonly Campaign[], short: readonly Campaign[], compare: Compare): readonly Campaign[] {
  if (short.length === 0) return long;
  const merged: Campaign[] = [];
  let from = 0;
  for (const campaign of short) {
    const place = placeOf(campaign, long, from, compare);
    for (const earlier of long.slice(from, place)) merged.push(earlier);
    merged.push(campaign);
    from = place;
  }
  return merged.concat(long.slice(from));
}

/** The first index from `from` on whose campaign comes after this one. */
function placeOf(campaign: Campaign, sorted: readonly Campaign[], from: number, compare: Compare): number {
  let [low, high] = [from, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other && compare(other, campaign) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function ranksOf(arranged: readonly Campaign[]): Map<string, number> {
  return new Map(arranged.map((campaign, rank) => [keyOf(campaign), rank]));
}
