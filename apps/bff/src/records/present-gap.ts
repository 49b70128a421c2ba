import { hasEnded } from "../campaigns/campaign-state.ts";
import { staleAtOf } from "../campaigns/freshness.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";

/**
 * Since when (epoch ms) nobody could look, if that still lasts at `now`; null: it does not. A campaign that has ended
 * has nothing left to be seen.
 */
export function presentGapSince(campaign: TrackedCampaign, now: number): number | null {
  const staleAt = staleAtOf(campaign);
  if (staleAt === null || staleAt > now || hasEnded(campaign.facts)) return null;
  return campaign.observedAt;
}
