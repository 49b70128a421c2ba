import type { Campaign } from "@cruiseboard/contract";

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

/** Where an even pace would be by now; null: not running, or unknown. */
export function expectedShare(campaign: Campaign, now: number): number | null {
  return campaign.state === "running" && campaign.totalCallees !== 0 ? elapsedShare(campaign, now) : null;
}
