import type { Attention, AttentionKind, Ending } from "@cruiseboard/contract";
import { toInstantOrNull } from "./instant.ts";
import { stateOf } from "./observation.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";

export const failuresNeedingAttention = 3;
/** A start or an end is late when an observation this much after it still has the state before it. */
const edgeToleranceMs = 60_000;

type Rule = (campaign: TrackedCampaign) => number | null;

/** Most severe first. They depend on observations only, never on the present time. */
const rules: readonly (readonly [AttentionKind, Rule])[] = [
  ["willMissWindow", ({ alarms }) => alarms.willMissSince],
  ["stalled", ({ alarms }) => alarms.stalledSince],
  ["lateStart", lateStartSince],
  ["overrun", overrunSince],
  ["stoppedEarly", stoppedEarlySince],
  ["uncalledAtClose", uncalledAtCloseSince],
  ["notFound", (campaign) => campaign.notFoundSince],
  ["upstreamFailing", upstreamFailingSince],
];

export function attentionOf(campaign: TrackedCampaign): Attention[] {
  const attention: Attention[] = [];
  for (const [kind, sinceOf] of rules) {
    const since = toInstantOrNull(sinceOf(campaign));
    if (since !== null) attention.push({ kind, since });
  }
  return attention;
}

function lateStartSince({ facts, observedAt }: TrackedCampaign): number | null {
  return stateOf(facts?.stateCode) === "notStarted" ? overdue(facts?.startTime ?? null, observedAt) : null;
}

function overrunSince({ facts, observedAt }: TrackedCampaign): number | null {
  return stateOf(facts?.stateCode) === "running" ? overdue(facts?.endTime ?? null, observedAt) : null;
}

function overdue(edge: number | null, observedAt: number | null): number | null {
  if (edge === null || observedAt === null) return null;
  return observedAt - edge >= edgeToleranceMs ? edge : null;
}

function stoppedEarlySince(campaign: TrackedCampaign): number | null {
  return endingOf(campaign) === "stoppedEarly" ? campaign.endedAt : null;
}

function uncalledAtCloseSince(campaign: TrackedCampaign): number | null {
  const hasUncalled = endingOf(campaign) === "windowClosed" && uncalledOf(campaign) !== null;
  return hasUncalled ? campaign.endedAt : null;
}

function upstreamFailingSince({ notFoundSince, failures, failingSince }: TrackedCampaign): number | null {
  return notFoundSince === null && failures >= failuresNeedingAttention ? failingSince : null;
}

/** An end within this of EndTime may be the window's: the upstream is not exact, and clocks differ. */
const endToleranceMs = 60_000;

/**
 * Why a campaign ended, inferred: the upstream says only that it did. null: it has not ended, or the reason is not known, as
 * when the first observation was after EndTime.
 */
export function endingOf(campaign: TrackedCampaign): Ending | null {
  const { facts, endedAt, activeAt } = campaign;
  const state = stateOf(facts?.stateCode);
  if (state === "completed") return "exhausted";
  if (state !== "terminated" || !facts || endedAt === null) return null;
  if (uncalledOf(campaign) === 0) return "exhausted";
  if (facts.endTime === null) return null;
  if (endedAt < facts.endTime - endToleranceMs) return "stoppedEarly";
  const sawWindowClose = activeAt !== null && activeAt >= facts.endTime - endToleranceMs;
  return sawWindowClose ? "windowClosed" : null;
}

export function uncalledOf({ facts }: TrackedCampaign): number | null {
  if (facts?.totalCallees == null || facts.calledCallees === null) return null;
  return Math.max(0, facts.totalCallees - facts.calledCallees);
}
