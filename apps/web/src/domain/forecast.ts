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
  /** `ends`: with an ETA. `open`: it runs, and its end cannot be told yet. `due`: it should have started. */
  | { readonly kind: "ends" | "open" | "due" | "waits" | "done" | "none" };

export function verdictOf(campaign: Campaign): Verdict {
  const { state, attention, uncalledAtClose, calledCallees, totalCallees, ending, eta } = campaign;
  const flagged = new Set(attention.map(({ kind }) => kind));
  if (state === "notStarted") return { kind: flagged.has("lateStart") ? "due" : "waits" };
  if (state === "unknown" || flagged.has("notFound")) return { kind: "none" };
  if (state !== "running") {
    if (uncalledAtClose) return { kind: "left", uncalled: uncalledAtClose };
    return { kind: state === "completed" || ending === "exhausted" ? "done" : "none" };
  }
  if (flagged.has("overrun") && calledCallees !== null && totalCallees !== null)
    return { kind: "left", uncalled: Math.max(0, totalCallees - calledCallees) };
  const certain = flagged.has("willMissWindow") || flagged.has("stalled") || flagged.has("agentAway");
  if (uncalledAtClose) return { kind: certain ? "will" : "may", uncalled: uncalledAtClose };
  return { kind: eta === null ? "open" : "ends" };
}

/** Whether pace and ETA mean anything. */
export function hasOutlook({ state, requiredPacePerMinute }: Campaign): boolean {
  return state === "running" || (state === "notStarted" && requiredPacePerMinute !== null);
}
