import { type CampaignFacts, stateOf } from "../campaigns/observation.ts";
import { staleAtOf, type TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { StoredSample } from "../store/stored-sample.ts";

/** A running campaign has a sample at least once a minute; looks come every 15 s, so this late one more is due, ms. */
const sampleRunningAfterMs = 45_000;

export function sampleOf(facts: CampaignFacts, at: number): StoredSample {
  return { at, called: facts.calledCallees, total: facts.totalCallees, stateCode: facts.stateCode };
}

/** Whether a look is worth a sample, after the last one that was kept (null: none in this process). */
export function needsSample(last: StoredSample | null, look: StoredSample): boolean {
  if (last === null) return true;
  if (last.called !== look.called || last.total !== look.total || last.stateCode !== look.stateCode)
    return true;
  // Either way: a clock that was set back must not silence it.
  return stateOf(look.stateCode) === "running" && Math.abs(look.at - last.at) >= sampleRunningAfterMs;
}

/**
 * Where a gap began that this answer ends, epoch ms; null: there was none. A gap is what the board shows as stale,
 * unless the answer tells that the campaign had ended and nothing can have changed.
 */
export function unobservedSince(before: TrackedCampaign, after: TrackedCampaign): number | null {
  const staleAt = staleAtOf(before);
  if (before.observedAt === null || after.observedAt === null || staleAt === null) return null;
  return after.observedAt >= staleAt && !after.endConfirmed ? before.observedAt : null;
}
