import { foldObservation } from "../../src/campaigns/fold-observation.ts";
import type { TrackedCampaign } from "../../src/campaigns/tracked-campaign.ts";

export const second = 1000;
export const minute = 60 * second;
/** At the beginning of a minute. */
export const start = Date.parse("2026-11-22T08:00:00.000Z");
export const everybody = () => true;

export interface Look {
  readonly at: number;
  readonly called: number | null;
  readonly stateCode?: number;
}

export function observed(
  campaign: TrackedCampaign,
  look: Look,
  agent: string | null = "a@x",
): TrackedCampaign {
  return foldObservation(campaign, {
    kind: "answered",
    at: look.at,
    facts: {
      name: null,
      agent,
      concurrency: null,
      callOrderCode: null,
      stateCode: look.stateCode ?? 1,
      startTime: null,
      endTime: null,
      totalCallees: 1000,
      calledCallees: look.called,
      uui: null,
      requestId: null,
    },
  });
}
