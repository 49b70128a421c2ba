import type { Campaign } from "@cruiseboard/contract";

export type Projection = NonNullable<ReturnType<typeof projectionOf>>;

type Projected = Pick<
  Campaign,
  "state" | "observedAt" | "calledCallees" | "totalCallees" | "eta" | "endTime" | "uncalledAtClose"
>;

/** A band from (observed, called) to (earliest, total) and (latest, total); null: nothing to project. */
export function projectionOf(campaign: Projected) {
  const { state, observedAt, calledCallees: called, totalCallees: total, eta } = campaign;
  if (state !== "running" || observedAt === null || eta === null) return null;
  if (called === null || total === null || called >= total) return null;
  const start = Date.parse(observedAt);
  const earliest = Math.max(Date.parse(eta.earliest), start + 1);
  const latest = Math.max(Date.parse(eta.latest), earliest);
  const reached = (at: number, end: number) =>
    called + (total - called) * Math.min(1, (at - start) / (end - start));
  const point = (at: number) => ({ at, low: reached(at, latest), high: reached(at, earliest) });
  const close = campaign.endTime === null ? latest : Math.min(latest, Date.parse(campaign.endTime));
  const knots = [start, earliest, latest, Math.max(start, close)];
  const points = [...new Set(knots)].toSorted((one, other) => one - other).map(point);
  return {
    within: close > start ? points.filter(({ at }) => at <= close) : [],
    /** What calling would take after the close; empty: the window is long enough. */
    beyond: close < latest ? points.filter(({ at }) => at >= close) : [],
    /** Callees uncalled at the close, as a range of counts; null: none known. */
    missed: missedAt(campaign, start, total),
  };
}

function missedAt({ endTime, uncalledAtClose }: Projected, start: number, total: number) {
  if (endTime === null || !uncalledAtClose || Date.parse(endTime) <= start) return null;
  return { at: Date.parse(endTime), from: Math.max(0, total - uncalledAtClose), to: total };
}
