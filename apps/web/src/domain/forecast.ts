import type { Campaign } from "@cruiseboard/contract";

/**
 * How an expected end lies to the window's: ahead of it whatever happens, perhaps behind, surely behind; null: one of
 * the two is not known.
 */
export type Punctuality = "inTime" | "tight" | "late";

export function punctualityOf({ eta, endTime }: Pick<Campaign, "eta" | "endTime">): Punctuality | null {
  if (eta === null || endTime === null) return null;
  const close = Date.parse(endTime);
  if (Date.parse(eta.latest) <= close) return "inTime";
  return Date.parse(eta.earliest) > close ? "late" : "tight";
}

/** Whether it runs towards a close that it will not make, so that somebody should do something. */
export function willMiss(campaign: Pick<Campaign, "state" | "eta" | "endTime" | "attention">): boolean {
  if (campaign.state !== "running") return false;
  const told = campaign.attention.some(({ kind }) => kind === "willMissWindow");
  return told || punctualityOf(campaign) === "late";
}

/** Whether it is known that somebody will be left over, or was when it ended. */
export function hasUncalled({
  state,
  uncalledAtClose,
}: Pick<Campaign, "state" | "uncalledAtClose">): boolean {
  return uncalledAtClose !== null && uncalledAtClose > 0 && state !== "notStarted" && state !== "unknown";
}

/** Whether there is something to say about how it goes on: at which pace, and until when. */
export function hasOutlook({
  state,
  requiredPacePerMinute,
}: Pick<Campaign, "state" | "requiredPacePerMinute">): boolean {
  return state === "running" || (state === "notStarted" && requiredPacePerMinute !== null);
}
