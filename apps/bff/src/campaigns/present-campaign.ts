import type { Campaign, CampaignDetail } from "@cruiseboard/contract";
import { agentStatusAt } from "./agent-status.ts";
import { attentionOf, endingOf, uncalledOf } from "./attention.ts";
import { adviseFrom, type Forecast } from "./forecast.ts";
import { toInstant, toInstantOrNull } from "./instant.ts";
import { type CampaignFacts, callOrderOf, hasEnded, stateOf } from "./observation.ts";
import { freshnessOf, type TrackedCampaign } from "./tracked-campaign.ts";

export function presentCampaign(campaign: TrackedCampaign, now: number): Campaign {
  const { key, facts, failure } = campaign;
  return {
    sdkAppId: key.sdkAppId,
    campaignId: key.campaignId,
    label: campaign.label,
    ...presentFacts(facts),
    concurrency: facts?.concurrency ?? null,
    callOrder: callOrderOf(facts?.callOrderCode),
    observedAt: toInstantOrNull(campaign.observedAt),
    freshness: freshnessOf(campaign, now),
    requestId: facts?.requestId ?? null,
    failure: failure && { ...failure, at: toInstant(failure.at) },
    ...presentForecast(campaign),
    requiredPacePerMinute: requiredPaceOf(campaign),
    advice: presentAdvice(campaign),
    ending: endingOf(campaign),
    attention: attentionOf(campaign),
    agentStatus: presentAgentStatus(campaign, now),
  };
}

export function presentAgentStatus({ facts, agentStatus }: TrackedCampaign, now: number) {
  const shown = agentStatusAt(agentStatus, stateOf(facts?.stateCode) === "running", now);
  if (shown === null) return null;
  const { status, reason, since, observedAt } = shown;
  return { status, reason, since: toInstantOrNull(since), observedAt: toInstant(observedAt) };
}

export function presentFacts(facts: CampaignFacts | null | undefined) {
  return {
    name: facts?.name ?? null,
    agent: facts?.agent ?? null,
    state: stateOf(facts?.stateCode),
    stateCode: facts?.stateCode ?? null,
    startTime: toInstantOrNull(facts?.startTime),
    endTime: toInstantOrNull(facts?.endTime),
    totalCallees: facts?.totalCallees ?? null,
    calledCallees: facts?.calledCallees ?? null,
  };
}

/** While a campaign is stalled, its pace is 0, and it has no ETA; while its agent is away, the ETA is as if the agent came back now. */
function presentForecast(campaign: TrackedCampaign) {
  const { facts, alarms, forecast } = campaign;
  const left = uncalledOf(campaign);
  if (hasEnded(facts)) return { pacePerMinute: null, eta: null, uncalledAtClose: left };
  if (alarms.stalledSince !== null) return { pacePerMinute: 0, eta: null, uncalledAtClose: left };
  if (forecast === null || left === null) return unforeseen;
  return {
    pacePerMinute: alarms.awaySince === null ? Math.round(forecast.pacePerMinute * 10) / 10 : 0,
    eta: presentEta(forecast),
    uncalledAtClose: forecast.uncalledAtClose,
  };
}

const unforeseen = { pacePerMinute: null, eta: null, uncalledAtClose: null };

function presentEta(forecast: Forecast): Campaign["eta"] {
  const earliest = toInstantOrNull(forecast.earliest);
  const latest = toInstantOrNull(forecast.latest);
  return earliest === null || latest === null ? null : { earliest, latest };
}

function presentAdvice({ alarms, forecast }: TrackedCampaign): Campaign["advice"] {
  const closeAt = toInstantOrNull(forecast?.latest);
  if (alarms.willMissSince === null || forecast === null || closeAt === null) return null;
  // It only has to dial again.
  if (forecast.missing < adviseFrom) return null;
  return { concurrency: forecast.concurrencyNeeded, closeAt };
}

export function presentCampaignDetail(campaign: TrackedCampaign, now: number): CampaignDetail {
  return { ...presentCampaign(campaign, now), uui: campaign.facts?.uui ?? null };
}

/** Callees a minute from the last observation on, to call all before the window closes. null: ended, before its window, or not known. */
function requiredPaceOf(campaign: TrackedCampaign): number | null {
  const { facts, observedAt } = campaign;
  if (!facts || observedAt === null) return null;
  const { totalCallees, calledCallees, startTime, endTime } = facts;
  const state = stateOf(facts.stateCode);
  const isLate = state === "notStarted" && startTime !== null && startTime <= observedAt;
  if (state !== "running" && !isLate) return null;
  if (totalCallees === null || calledCallees === null || endTime === null || endTime <= observedAt)
    return null;
  const left = Math.max(0, totalCallees - calledCallees);
  return Math.round((left / ((endTime - observedAt) / 60_000)) * 100) / 100;
}
