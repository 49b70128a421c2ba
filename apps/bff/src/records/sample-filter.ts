import { type CampaignFacts, stateOf } from "../campaigns/observation.ts";
import { staleAtOf, type TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { StoredSample } from "../store/schema.ts";

/** A running campaign has a sample at least once a minute, and is observed every 15 s. */
const sampleRunningAfterMs = 45_000;

export function sampleOf(facts: CampaignFacts, at: number): StoredSample {
  return { at, called: facts.calledCallees, total: facts.totalCallees, stateCode: facts.stateCode };
}

export function needsSample(last: StoredSample | null, sample: StoredSample): boolean {
  if (last === null) return true;
  if (last.called !== sample.called || last.total !== sample.total || last.stateCode !== sample.stateCode)
    return true;
  // Also if the clock was set back.
  return stateOf(sample.stateCode) === "running" && Math.abs(sample.at - last.at) >= sampleRunningAfterMs;
}

/** Start of the gap that this answer ends, epoch ms; null: there was none. In a gap the board shows the campaign as stale. */
export function unobservedSince(before: TrackedCampaign, after: TrackedCampaign): number | null {
  const staleAt = staleAtOf(before);
  if (before.observedAt === null || after.observedAt === null || staleAt === null) return null;
  return after.observedAt >= staleAt && !after.endConfirmed ? before.observedAt : null;
}
