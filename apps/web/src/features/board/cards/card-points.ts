import type { History } from "@cruiseboard/contract";

/** Of a small chart; nulls part the line where nobody looked. */
export interface CardPoint {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
}

/** A past as points of a chart, ascending, with a hole for each gap. */
export function cardPoints({ samples, gaps }: History): readonly CardPoint[] {
  const looks = samples.map(({ at, called, total }) => ({ at: Date.parse(at), called, total }));
  const holes = gaps.map(({ from }) => ({ at: Date.parse(from) + 1, called: null, total: null }));
  return [...looks, ...holes].toSorted((one, other) => one.at - other.at);
}
