import type { Ending } from "@cruiseboard/contract";
import { stateOf } from "./campaign-state.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";

/**
 * The upstream ends a campaign within a moment of EndTime, and our clocks may differ by as much; what is seen within
 * this of it, ms, may be either.
 */
const edgeToleranceMs = 60_000;

/**
 * Why a campaign ended, inferred: the upstream says only that it did. null: it has not, or what was seen does not
 * tell, such as a termination that was found after EndTime by the first look ever.
 */
export function endingOf(campaign: TrackedCampaign): Ending | null {
  const { facts, endedAt, activeAt } = campaign;
  const state = stateOf(facts?.stateCode);
  if (state === "completed") return "exhausted";
  if (state !== "terminated" || !facts || endedAt === null) return null;
  if (uncalledOf(campaign) === 0) return "exhausted";
  if (facts.endTime === null) return null;
  if (endedAt < facts.endTime - edgeToleranceMs) return "stoppedEarly";
  const sawWindowClose = activeAt !== null && activeAt >= facts.endTime - edgeToleranceMs;
  return sawWindowClose ? "windowClosed" : null;
}

/** Callees that were not called as of the last look; null: not known. */
export function uncalledOf({ facts }: TrackedCampaign): number | null {
  if (facts?.totalCallees == null || facts.calledCallees === null) return null;
  return Math.max(0, facts.totalCallees - facts.calledCallees);
}
