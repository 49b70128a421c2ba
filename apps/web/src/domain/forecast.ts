import type { Campaign } from "@cruiseboard/contract";

/** The ETA range lies before the window's end, around it, or after it; null: one of the two is unknown. */
export type Punctuality = "inTime" | "tight" | "late";

export function punctualityOf({ eta, endTime }: Pick<Campaign, "eta" | "endTime">): Punctuality | null {
  if (eta === null || endTime === null) return null;
  const close = Date.parse(endTime);
  if (Date.parse(eta.latest) <= close) return "inTime";
  return Date.parse(eta.earliest) > close ? "late" : "tight";
}

export function willMiss(campaign: Pick<Campaign, "state" | "eta" | "endTime" | "attention">): boolean {
  if (campaign.state !== "running") return false;
  const flagged = campaign.attention.some(({ kind }) => kind === "willMissWindow");
  return flagged || punctualityOf(campaign) === "late";
}

export function hasUncalled({ state, uncalledAtClose }: Campaign): boolean {
  return uncalledAtClose !== null && uncalledAtClose > 0 && state !== "notStarted" && state !== "unknown";
}

/** Whether pace and ETA mean anything. */
export function hasOutlook({ state, requiredPacePerMinute }: Campaign): boolean {
  return state === "running" || (state === "notStarted" && requiredPacePerMinute !== null);
}
