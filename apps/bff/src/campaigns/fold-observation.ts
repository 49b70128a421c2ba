import { type AgentsByAccount, agentStatusAt, nextAgentStatus, sameAccount } from "./agent-status.ts";
import { foldAlarms, noAlarms } from "./alarm.ts";
import { failuresNeedingAttention } from "./attention.ts";
import { type CampaignFacts, hasEnded, type Observation, type StoredSample, stateOf } from "./observation.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";
import { foldTrend, noTrend } from "./trend.ts";

/** The last good values stay through failures. */
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
      ...foldMotion(ofItsAgent(campaign, observation.facts), observation.facts, observation.at),
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

/** The status of the agent that it had before says nothing of another one. */
function ofItsAgent(campaign: TrackedCampaign, facts: CampaignFacts): TrackedCampaign {
  const isSame = sameAccount(campaign.facts?.agent) === sameAccount(facts.agent);
  return isSame ? campaign : { ...campaign, agentStatus: null };
}

/** `agents` of its application, observed at `at`, epoch ms. */
export function foldAgents(campaign: TrackedCampaign, agents: AgentsByAccount, at: number): TrackedCampaign {
  const { facts, trend, alarms } = campaign;
  if (facts === null || facts.agent === null) return campaign;
  const agentStatus = nextAgentStatus(campaign.agentStatus, agents.get(sameAccount(facts.agent)), at);
  return { ...campaign, agentStatus, alarms: foldAlarms(alarms, facts, trend, agentStatus, at) };
}

/** Without its status, which is not known any more. */
export function forgetAgent(campaign: TrackedCampaign): TrackedCampaign {
  const { facts, trend, alarms, observedAt } = campaign;
  if (facts === null) return campaign;
  return { ...campaign, agentStatus: null, alarms: foldAlarms(alarms, facts, trend, null, observedAt ?? 0) };
}

type Motion = Pick<TrackedCampaign, "trend" | "alarms" | "agentStatus">;

export function replayMotion(facts: CampaignFacts, samples: readonly StoredSample[]): Motion {
  return samples.reduce<Motion>(
    (motion, { at, called, total, stateCode }) =>
      foldMotion(motion, { ...facts, calledCallees: called, totalCallees: total, stateCode }, at),
    { trend: noTrend, alarms: noAlarms, agentStatus: null },
  );
}

function foldMotion({ trend: before, alarms, agentStatus }: Motion, facts: CampaignFacts, at: number) {
  const trend = foldTrend(before, facts, at, alarms.stalledSince !== null || alarms.awaySince !== null);
  const agent = agentStatusAt(agentStatus, stateOf(facts.stateCode) === "running", at);
  return { trend, agentStatus, alarms: foldAlarms(alarms, facts, trend, agent, at) };
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
