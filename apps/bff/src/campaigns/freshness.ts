import type { Freshness } from "@cruiseboard/contract";
import { hasEnded, stateOf } from "./campaign-state.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";

/** What is not started changes less: its values may grow this many times as old. */
const waitingFactor = 3;

export function freshnessOf(campaign: TrackedCampaign, now: number): Freshness {
  const staleAt = staleAtOf(campaign);
  if (staleAt === null) return "pending";
  return now >= staleAt ? "stale" : "live";
}

/**
 * Epoch ms from which the campaign's values are stale; null: nothing was observed yet. Infinity: never, since nothing
 * can change after a confirmed end.
 */
export function staleAtOf(campaign: TrackedCampaign): number | null {
  const { facts, observedAt, staleAfterMs } = campaign;
  if (observedAt === null) return null;
  if (campaign.notFoundSince !== null) return campaign.notFoundSince;
  if (campaign.endConfirmed) return Number.POSITIVE_INFINITY;
  const isActive = stateOf(facts?.stateCode) === "running" || hasEnded(facts);
  return observedAt + staleAfterMs * (isActive ? 1 : waitingFactor);
}
