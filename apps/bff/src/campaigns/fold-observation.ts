import {
  type AgentStatus,
  type AgentsByAccount,
  agentStatusAt,
  nextAgentStatus,
  sameAccount,
} from "./agent-status.ts";
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
  if (hasEnded(campaign.facts) && contradictsEnd(observation))
    return { ...campaign, failure: null, failures: 0, failingSince: null, endConfirmed: true };
  if (observation.kind === "answered") {
    const { facts, at } = observation;
    const ended = hasEnded(facts);
    // The status of the agent that it had before says nothing of another one.
    const isSameAgent = sameAccount(campaign.facts?.agent) === sameAccount(facts.agent);
    const before = isSameAgent ? campaign : { ...campaign, agentStatus: null };
    return {
      ...campaign,
      facts,
      observedAt: at,
      failure: null,
      failures: 0,
      failingSince: null,
      notFoundSince: null,
      activeAt: ended ? campaign.activeAt : at,
      endedAt: ended ? (campaign.endedAt ?? at) : null,
      endConfirmed: confirmsEnd(campaign.facts, facts),
      ...foldMotion(before, facts, at, experience, campaign.observedAt ?? at),
    };
  }
  return {
    ...campaign,
    failure: { ...observation.failure, at: observation.at },
    failures: failuresAfter(campaign, observation),
    failingSince: campaign.failingSince ?? observation.at,
    notFoundSince:
      observation.kind === "notFound" ? (campaign.notFoundSince ?? observation.at) : campaign.notFoundSince,
  };
}

/** The upstream may forget a campaign that has ended; whatever it says later, the end stays. */
const contradictsEnd = (observation: Observation): boolean =>
  observation.kind === "notFound" || (observation.kind === "answered" && !hasEnded(observation.facts));

type FailedObservation = Exclude<Observation, { kind: "answered" }>;

/** `agents` of its application, observed at `at`, epoch ms. */
export function foldAgents(campaign: TrackedCampaign, agents: AgentsByAccount, at: number): TrackedCampaign {
  const { facts } = campaign;
  if (facts === null || facts.agent === null) return campaign;
  const status = nextAgentStatus(campaign.agentStatus, agents.get(sameAccount(facts.agent)), at);
  return withAgent(campaign, status, at);
}

/** Without its status, which is not known any more. */
export const forgetAgent = (campaign: TrackedCampaign) => withAgent(campaign, null, campaign.observedAt ?? 0);

function withAgent(campaign: TrackedCampaign, agent: AgentStatus | null, at: number): TrackedCampaign {
  const { facts, alarms } = campaign;
  if (facts === null) return campaign;
  return { ...campaign, agentStatus: agent, alarms: foldAlarms(alarms, facts, { ...campaign, agent, at }) };
}

type Motion = Pick<TrackedCampaign, "trend" | "alarms" | "forecast" | "pastForecasts" | "agentStatus">;

export function replayMotion(
  facts: CampaignFacts,
  samples: readonly StoredSample[],
  experience: Experience = noExperience,
  agentStatus: AgentStatus | null = null,
): Motion {
  return samples.reduce<Motion>(
    (motion, { at, called, total, stateCode }) =>
      foldMotion(motion, { ...facts, calledCallees: called, totalCallees: total, stateCode }, at, experience),
    { trend: noTrend, alarms: noAlarms, forecast: null, pastForecasts: [], agentStatus },
  );
}

/** `agentAsOf`: when the agent's status must not be stale. The previous observation, so that a pause of polling makes no stall. */
function foldMotion(
  before: Motion,
  facts: CampaignFacts,
  at: number,
  experience: Experience,
  agentAsOf = at,
): Motion {
  const trend = foldTrend(before.trend, facts, at, experience);
  const forecast = forecastOf(facts, trend, experience);
  const { agentStatus } = before;
  const agent = agentStatusAt(agentStatus, stateOf(facts.stateCode) === "running", agentAsOf);
  return {
    trend,
    forecast,
    agentStatus,
    alarms: foldAlarms(before.alarms, facts, { trend, forecast, agent, at }),
    pastForecasts: foldPast(before.pastForecasts, facts, trend, experience),
  };
}

/** What the installation learns from an answered observation. */
export function learnFrom(experience: Experience, before: TrackedCampaign, after: TrackedCampaign) {
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
