import { stateOf } from "./campaign-state.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";

/**
 * Callees a minute that a running campaign has to call from its last observation on, to reach every callee before
 * its window closes. null: not running, not known, or the window is over.
 */
export function requiredPaceOf(campaign: TrackedCampaign): number | null {
  const { facts, observedAt } = campaign;
  if (!facts || observedAt === null || stateOf(facts.stateCode) !== "running") return null;
  const { totalCallees, calledCallees, endTime } = facts;
  if (totalCallees === null || calledCallees === null || endTime === null || endTime <= observedAt)
    return null;
  const left = Math.max(0, totalCallees - calledCallees);
  return Math.round((left / ((endTime - observedAt) / 60_000)) * 100) / 100;
}
