import { foldAlarms, noAlarms } from "./alarm.ts";
import { failuresNeedingAttention } from "./attention.ts";
import { type CampaignFacts, hasEnded, type Observation } from "./observation.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";
import { foldTrend, noTrend } from "./trend.ts";

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
      ...foldMotion(campaign, observation.facts, observation.at),
    };
  }
  // The upstream may forget a campaign that has ended; what it said of the end stays true.
  if (observation.kind === "notFound" && hasEnded(campaign.facts))
    return { ...campaign, failure: null, failures: 0, failingSince: null, endConfirmed: true };
  return {
    ...campaign,
    failure: { ...observation.failure, at: observation.at },
    failures: failuresAfter(campaign, observation),
    failingSince: campaign.failingSince ?? observation.at,
    notFoundSince:
      observation.kind === "notFound" ? (campaign.notFoundSince ?? observation.at) : campaign.notFoundSince,
  };
}

type FailedObservation = Exclude<Observation, { kind: "answered" }>;

/** How a campaign moves, and what is told of that. */
type Motion = Pick<TrackedCampaign, "trend" | "alarms">;

/** A moment of the past: when (epoch ms), and what of the facts changes while a campaign runs. */
interface PastLook {
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
  readonly stateCode: number | null;
}

/** The motion that an earlier process saw, from the samples it kept (in order of time) and the last facts. */
export function replayMotion(facts: CampaignFacts, samples: readonly PastLook[]): Motion {
  return samples.reduce<Motion>(
    (motion, { at, called, total, stateCode }) =>
      foldMotion(motion, { ...facts, calledCallees: called, totalCallees: total, stateCode }, at),
    { trend: noTrend, alarms: noAlarms },
  );
}

function foldMotion({ trend: before, alarms }: Motion, facts: CampaignFacts, at: number): Motion {
  const trend = foldTrend(before, facts, at, alarms.stalledSince !== null);
  return { trend, alarms: foldAlarms(alarms, facts, trend) };
}

/** A denied application is certain at once; any other fault may pass. */
function failuresAfter({ failures }: TrackedCampaign, observation: FailedObservation): number {
  if (observation.kind === "failed" && observation.cause === "upstream") return failures;
  const isDenied = observation.kind === "failed" && observation.cause === "application";
  return isDenied ? Math.max(failures + 1, failuresNeedingAttention) : failures + 1;
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
