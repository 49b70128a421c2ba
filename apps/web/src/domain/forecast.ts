import type { Campaign } from "@cruiseboard/contract";

/** The ETA range lies before the window's end, around it, or after it; null: one of the two is unknown. */
export type Punctuality = "inTime" | "tight" | "late";

export function punctualityOf({ eta, endTime }: Pick<Campaign, "eta" | "endTime">): Punctuality | null {
  if (eta === null || endTime === null) return null;
  const close = Date.parse(endTime);
  if (Date.parse(eta.latest) <= close) return "inTime";
  return Date.parse(eta.earliest) > close ? "late" : "tight";
}

/** What a campaign comes to: the first thing that its reader needs. Counts are callees. */
export type Verdict =
  /** `may`: at the present pace, but neither flagged nor sure yet. */
  | { readonly kind: "will" | "may"; readonly uncalled: number }
  /** It ended, or is past its close. */
  | { readonly kind: "left"; readonly uncalled: number }
  /** It should have started. null: unknown. */
  | { readonly kind: "due"; readonly uncalled: number | null }
  /** With an ETA if its agent, who is away, came back now; uncalled: otherwise. */
  | { readonly kind: "ifBack"; readonly uncalled: number }
  /** `ends`: with an ETA. `open`: it runs, and its end cannot be told yet. */
  | { readonly kind: "ends" | "open" | "waits" | "done" | "none" };

export function verdictOf(campaign: Campaign): Verdict {
  const { state, attention, uncalledAtClose, calledCallees, totalCallees, ending, eta } = campaign;
  const flagged = new Set(attention.map(({ kind }) => kind));
  const known = calledCallees !== null && totalCallees !== null;
  const toCall = known ? Math.max(0, totalCallees - calledCallees) : null;
  if (state === "notStarted")
    return flagged.has("lateStart") ? { kind: "due", uncalled: toCall } : { kind: "waits" };
  if (state === "unknown" || flagged.has("notFound")) return { kind: "none" };
  if (state !== "running") {
    if (uncalledAtClose) return { kind: "left", uncalled: uncalledAtClose };
    return { kind: state === "completed" || ending === "exhausted" ? "done" : "none" };
  }
  if (flagged.has("overrun") && toCall !== null) return { kind: "left", uncalled: toCall };
  const certain = flagged.has("willMissWindow") || flagged.has("stalled") || flagged.has("agentAway");
  if (uncalledAtClose) return { kind: certain ? "will" : "may", uncalled: uncalledAtClose };
  if (eta === null) return { kind: "open" };
  return flagged.has("agentAway") && toCall !== null
    ? { kind: "ifBack", uncalled: toCall }
    : { kind: "ends" };
}

/** Its forecast is as if the agent came back now. */
export const isFlaggedAway = ({ attention }: Pick<Campaign, "attention">): boolean =>
  attention.some(({ kind }) => kind === "agentAway");

export const hasEnded = ({ state }: Pick<Campaign, "state">): boolean =>
  state === "completed" || state === "terminated";

/** Whether pace and ETA mean anything. */
export const hasOutlook = ({ state, requiredPacePerMinute }: Campaign): boolean =>
  state === "running" || (state === "notStarted" && requiredPacePerMinute !== null);

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

type Counts = Pick<Campaign, "calledCallees" | "totalCallees">;
type Window = Pick<Campaign, "startTime" | "endTime">;

/** Called ÷ total from 0 to 1; null: unknown, or no callees. */
export function calledShare({ calledCallees, totalCallees }: Counts): number | null {
  if (calledCallees === null || totalCallees === null || totalCallees === 0) return null;
  return Math.min(1, calledCallees / totalCallees);
}

/** Elapsed share of the dialing window from 0 to 1; null: the window is unknown or empty. */
export function elapsedShare({ startTime, endTime }: Window, now: number): number | null {
  if (startTime === null || endTime === null) return null;
  const [start, end] = [Date.parse(startTime), Date.parse(endTime)];
  if (!(end > start)) return null;
  return Math.min(1, Math.max(0, (now - start) / (end - start)));
}

/** Where an even pace would be by now; null: neither running nor late to start, or unknown. */
export function expectedShare(campaign: Campaign, now: number): number | null {
  const isDue = campaign.state === "running" || campaign.attention.some(({ kind }) => kind === "lateStart");
  return isDue && campaign.totalCallees !== 0 ? elapsedShare(campaign, now) : null;
}
