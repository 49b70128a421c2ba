import { foldObservation } from "../../src/campaigns/fold-observation.ts";
import type { CampaignFacts } from "../../src/campaigns/observation.ts";
import { type TrackedCampaign, trackCampaign } from "../../src/campaigns/tracked-campaign.ts";

/** A campaign that is dialed in even rounds, with nothing left to chance. Times are ms after `dialingStart`. */
export interface Dialing {
  readonly roundMs: number;
  /** Callees a round. */
  readonly size: number;
  readonly total: number;
  readonly windowMs: number;
  /** Without calls; 0 to 0: never. */
  readonly stall?: { readonly from: number; readonly to: number };
}

export const dialingStart = Date.UTC(2026, 10, 22, 8);

/** Callees called after so many ms, the first round at 0. */
export function calledAfter(
  { roundMs, size, total, stall = { from: 0, to: 0 } }: Dialing,
  ms: number,
): number {
  const paused = Math.max(0, Math.min(ms, stall.to) - stall.from);
  return Math.min(total, (Math.floor((ms - paused) / roundMs) + 1) * size);
}

export function dialingFacts(dialing: Dialing, ms: number): CampaignFacts {
  return {
    name: null,
    agent: null,
    concurrency: dialing.size,
    callOrderCode: 0,
    stateCode: 1,
    startTime: dialingStart,
    endTime: dialingStart + dialing.windowMs,
    totalCallees: dialing.total,
    calledCallees: calledAfter(dialing, ms),
    uui: null,
    requestId: null,
  };
}

/** As it is known after looks from `from` to `to`, one every `everyMs`; `campaign`: as it was known before. */
export function watchDialing(
  dialing: Dialing,
  { from, to, everyMs }: { from: number; to: number; everyMs: number },
  campaign: TrackedCampaign = trackCampaign({ sdkAppId: 1, campaignId: 2 }, null),
): TrackedCampaign {
  let known = campaign;
  for (let ms = from; ms <= to; ms += everyMs)
    known = foldObservation(known, {
      kind: "answered",
      at: dialingStart + ms,
      facts: dialingFacts(dialing, ms),
    });
  return known;
}
