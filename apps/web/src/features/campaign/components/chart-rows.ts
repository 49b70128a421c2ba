import { type Past, withHoles } from "../past.ts";
import type { Projection } from "../projection.ts";

/** One moment as the chart draws it; null: a hole in that line. */
export interface ChartRow {
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
  /** The projection's lower and upper count until the window closes, and after that. */
  readonly within: readonly [number, number] | null;
  readonly beyond: readonly [number, number] | null;
}

const nothing = { called: null, total: null, within: null, beyond: null };

/** What was, followed by what is projected, whose total is the present one. */
export function chartRows(past: Past, projection: Projection | null): ChartRow[] {
  const before = withHoles(past).map((sample) => ({ ...nothing, ...sample }));
  if (projection === null) return before;
  const total = past.samples.at(-1)?.total ?? null;
  const within = projection.within.map(({ at, low, high }) => ({
    ...nothing,
    at,
    total,
    within: [low, high] as const,
  }));
  const beyond = projection.beyond.map(({ at, low, high }) => ({
    ...nothing,
    at,
    total,
    beyond: [low, high] as const,
  }));
  return [...before, ...within, ...beyond];
}
