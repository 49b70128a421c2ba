import type { Freshness } from "@cruiseboard/contract";
import { hasEnded, stateOf } from "./campaign-state.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";

/**
 * How old a number may grow before it is marked stale, ms. Both are a multiple of what the plan promises (running:
 * 15 s, waiting: 60 s), so that a single failed look marks nothing. A confirmed end cannot go stale, since nothing
 * can change.
 */
const staleAfterMs = { running: 60_000, waiting: 180_000 } as const;

export function freshnessOf(campaign: TrackedCampaign, now: number): Freshness {
  const staleAt = staleAtOf(campaign);
  if (staleAt === null) return "pending";
  return now >= staleAt ? "stale" : "live";
}

/** Epoch ms from which the campaign's values are stale; Infinity: never; null: nothing was observed yet. */
export function staleAtOf(campaign: TrackedCampaign): number | null {
  if (campaign.observedAt === null) return null;
  if (campaign.notFoundSince !== null) return campaign.notFoundSince;
  if (campaign.endConfirmed) return Number.POSITIVE_INFINITY;
  const active = stateOf(campaign.facts?.stateCode) === "running" || hasEnded(campaign.facts);
  return campaign.observedAt + (active ? staleAfterMs.running : staleAfterMs.waiting);
}
