import type { Attention, AttentionKind, CampaignState, Ending } from "@cruiseboard/contract";
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
  ["agentAway", ({ alarms }) => alarms.awaySince],
  ["stalled", ({ alarms }) => alarms.stalledSince],
  ["lateStart", (campaign) => overdue(campaign, "notStarted", campaign.facts?.startTime)],
  ["overrun", (campaign) => overdue(campaign, "running", campaign.facts?.endTime)],
  ["stoppedEarly", (campaign) => (endingOf(campaign) === "stoppedEarly" ? campaign.endedAt : null)],
  [
    "uncalledAtClose",
    (campaign) =>
      endingOf(campaign) === "windowClosed" && uncalledOf(campaign) !== null ? campaign.endedAt : null,
  ],
  ["notFound", ({ notFoundSince }) => notFoundSince],
  [
    "upstreamFailing",
    ({ notFoundSince, failures, failingSince }) =>
      notFoundSince === null && failures >= failuresNeedingAttention ? failingSince : null,
  ],
];

export function attentionOf(campaign: TrackedCampaign): Attention[] {
  const attention: Attention[] = [];
  for (const [kind, sinceOf] of rules) {
    const since = toInstantOrNull(sinceOf(campaign));
    if (since !== null) attention.push({ kind, since });
  }
  return attention;
}

function overdue(
  { facts, observedAt }: TrackedCampaign,
  state: CampaignState,
  edge: number | null | undefined,
): number | null {
  if (stateOf(facts?.stateCode) !== state || edge == null || observedAt === null) return null;
  return observedAt - edge >= edgeToleranceMs ? edge : null;
}

/** An end within this of EndTime may be the window's: the upstream is not exact, and clocks differ. */
const endToleranceMs = 60_000;

/** Inferred: the upstream says only that it ended. null: not ended or not known, as when the first observation was after EndTime. */
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
