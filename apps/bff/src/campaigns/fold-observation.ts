import { hasEnded } from "./campaign-state.ts";
import type { CampaignFacts, Observation } from "./observation.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";

/** Folds one look into what was known. The last good values outlive every failure; nothing is made up. */
export function foldObservation(campaign: TrackedCampaign, observation: Observation): TrackedCampaign {
  if (observation.kind === "answered") {
    const ended = hasEnded(observation.facts);
    return {
      ...campaign,
      facts: observation.facts,
      observedAt: observation.at,
      failure: null,
      failures: 0,
      failingSince: null,
      notFoundSince: null,
      activeAt: ended ? campaign.activeAt : observation.at,
      endedAt: ended ? (campaign.endedAt ?? observation.at) : null,
      endConfirmed: confirmsEnd(campaign.facts, observation.facts),
    };
  }
  return {
    ...campaign,
    failure: { ...observation.failure, at: observation.at },
    failures: countsAgainstCampaign(observation) ? campaign.failures + 1 : campaign.failures,
    failingSince: campaign.failingSince ?? observation.at,
    notFoundSince:
      observation.kind === "notFound" ? (campaign.notFoundSince ?? observation.at) : campaign.notFoundSince,
    endConfirmed: false,
  };
}

function countsAgainstCampaign(observation: Exclude<Observation, { kind: "answered" }>): boolean {
  return observation.kind === "notFound" || observation.ownFault;
}

/** Calls that were ringing when a campaign ended may still be counted, so one look at an end is not the last word. */
function confirmsEnd(before: CampaignFacts | null, now: CampaignFacts): boolean {
  return (
    before !== null &&
    hasEnded(now) &&
    before.stateCode === now.stateCode &&
    before.calledCallees === now.calledCallees &&
    before.totalCallees === now.totalCallees
  );
}
