import type { Campaign } from "@cruiseboard/contract";
import { worstSeverity } from "./attention.ts";
import { calledShare } from "./progress.ts";
import { type SortKey, stateOrder, type ViewState } from "./view-state.ts";

export type Compare = (one: Campaign, other: Campaign) => number;

/** Total and independent of what changes with every poll, so that rows do not jump. */
export function campaignOrder(
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
