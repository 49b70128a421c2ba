import type { Campaign } from "./campaign.ts";

/** Of the board as CSV. */
export const csvColumns = [
  "sdkAppId",
  "campaignId",
  "label",
  "name",
  "agent",
  "state",
  "stateCode",
  "startTime",
  "endTime",
  "calledCallees",
  "totalCallees",
  "concurrency",
  "callOrder",
  "pacePerMinute",
  "requiredPacePerMinute",
  "etaEarliest",
  "etaLatest",
  "uncalledAtClose",
  "ending",
  "attention",
  "adviceConcurrency",
  "adviceCloseAt",
  "observedAt",
  "freshness",
  "requestId",
  "failureCode",
  "agentStatus",
  "agentStatusReason",
  "agentStatusSince",
] as const;

/** Unknown is null or undefined: an empty cell. */
export function csvRow(campaign: Campaign) {
  const { agentStatus, eta, advice, attention, failure } = campaign;
  return {
    ...campaign,
    agentStatus: agentStatus?.status,
    agentStatusReason: agentStatus?.reason,
    agentStatusSince: agentStatus?.since,
    etaEarliest: eta?.earliest,
    etaLatest: eta?.latest,
    adviceConcurrency: advice?.concurrency,
    adviceCloseAt: advice?.closeAt,
    attention: attention.map(({ kind }) => kind).join(" "),
    failureCode: failure?.code,
  };
}
