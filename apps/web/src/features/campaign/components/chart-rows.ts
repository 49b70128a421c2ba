import { type Past, type PastSample, withHoles } from "../past.ts";
import type { Projection } from "../projection.ts";

/** What was; and while something is projected, the present total goes on beside it. */
export function chartRows(past: Past, projection: Projection | null): PastSample[] {
  const end = (projection?.beyond.at(-1) ?? projection?.within.at(-1))?.at;
  const last = past.samples.at(-1);
  if (end === undefined || last === undefined) return withHoles(past);
  const target = { called: null, total: last.total };
  return [...withHoles(past), { ...target, at: last.at }, { ...target, at: end }];
}
