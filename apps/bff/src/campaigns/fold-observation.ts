import { foldAlarms, noAlarms } from "./alarm.ts";
import { failuresNeedingAttention } from "./attention.ts";
import { added, type Experience, learn, noExperience, noSums } from "./experience.ts";
import { forecastOf } from "./forecast.ts";
import { type CampaignFacts, hasEnded, type Observation, type StoredSample, stateOf } from "./observation.ts";
import { foldPast, scoresOf } from "./past-forecasts.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";
import { foldTrend, noTrend } from "./trend.ts";

/** The last good values stay through failures. */
export function foldObservation(
  campaign: TrackedCampaign,
  observation: Observation,
  experience: Experience = noExperience,
): TrackedCampaign {
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
      ...foldMotion(campaign, observation.facts, observation.at, experience),
    };
  }
  // The upstream may forget a campaign that has ended.
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

type Motion = Pick<TrackedCampaign, "trend" | "alarms" | "forecast" | "pastForecasts">;

export function replayMotion(
  facts: CampaignFacts,
  samples: readonly StoredSample[],
  experience: Experience = noExperience,
): Motion {
  return samples.reduce<Motion>(
    (motion, { at, called, total, stateCode }) =>
      foldMotion(motion, { ...facts, calledCallees: called, totalCallees: total, stateCode }, at, experience),
    { trend: noTrend, alarms: noAlarms, forecast: null, pastForecasts: [] },
  );
}

function foldMotion(before: Motion, facts: CampaignFacts, at: number, experience: Experience): Motion {
  const trend = foldTrend(before.trend, facts, at, experience);
  const forecast = forecastOf(facts, trend, experience);
  return {
    trend,
    forecast,
    alarms: foldAlarms(before.alarms, facts, trend, forecast),
    pastForecasts: foldPast(before.pastForecasts, facts, trend, experience),
  };
}

/** What the installation learns from an answered observation. */
export function learnFrom(
  experience: Experience,
  before: TrackedCampaign,
  after: TrackedCampaign,
): Experience {
  const at = after.observedAt ?? experience.at;
  const isExhausted = stateOf(after.facts?.stateCode) === "completed";
  const end = { latest: { at, called: Number.POSITIVE_INFINITY }, stepAt: null };
  const scores = scoresOf(before.pastForecasts, isExhausted ? end : after.trend, isExhausted);
  // A trend that began anew adds nothing.
  const seen = after.trend.latest === null ? noSums : added(after.trend.seen, before.trend.seen, -1);
  return learn(experience, at, seen, scores);
}

/** A denied application is certain at once; other faults may be temporary. */
function failuresAfter({ failures }: TrackedCampaign, observation: FailedObservation): number {
  if (observation.kind === "failed" && observation.cause === "upstream") return failures;
  const isDenied = observation.kind === "failed" && observation.cause === "application";
  return isDenied ? Math.max(failures + 1, failuresNeedingAttention) : failures + 1;
}

/** Calls that were ringing at the end are still counted, so an end needs a second observation. */
function confirmsEnd(before: CampaignFacts | null, now: CampaignFacts): boolean {
  return (
    before !== null &&
    hasEnded(now) &&
    before.stateCode === now.stateCode &&
    before.calledCallees === now.calledCallees &&
    before.totalCallees === now.totalCallees
  );
}
