import type { Attention, AttentionKind, Ending } from "@cruiseboard/contract";
import { toInstantOrNull } from "./instant.ts";
import { stateOf } from "./observation.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";

/** One failed observation may pass by itself; the third in a row needs attention. */
export const failuresNeedingAttention = 3;
/** A start or an end is late when a look this much after it, ms, still finds the state before it. */
const edgeToleranceMs = 60_000;

/** Since when something needs a supervisor, epoch ms; null: it does not. */
type Rule = (campaign: TrackedCampaign) => number | null;

/**
 * Each judges by what was observed and when, never by the time of asking, so that nothing comes and goes between two
 * looks. Most severe first.
 */
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

/** What about a campaign needs a supervisor, most severe first. */
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
  const leftSomebody = endingOf(campaign) === "windowClosed" && uncalledOf(campaign) !== null;
  return leftSomebody ? campaign.endedAt : null;
}

function upstreamFailingSince({ notFoundSince, failures, failingSince }: TrackedCampaign): number | null {
  return notFoundSince === null && failures >= failuresNeedingAttention ? failingSince : null;
}

/**
 * The upstream ends a campaign within a moment of EndTime, and our clocks may differ by as much; what is seen within
 * this of it, ms, may be either.
 */
const endToleranceMs = 60_000;

/**
 * Why a campaign ended, inferred: the upstream says only that it did. null: it has not, or what was seen does not
 * tell, such as a termination that was found after EndTime by the first look ever.
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

/** Callees that were not called as of the last look; null: not known. */
export function uncalledOf({ facts }: TrackedCampaign): number | null {
  if (facts?.totalCallees == null || facts.calledCallees === null) return null;
  return Math.max(0, facts.totalCallees - facts.calledCallees);
}
