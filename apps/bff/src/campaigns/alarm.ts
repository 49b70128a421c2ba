import type { AgentStatus } from "./agent-status.ts";
import { forecastOf, missBy } from "./forecast.ts";
import { type CampaignFacts, stateOf } from "./observation.ts";
import { roundMsOf, type Trend } from "./trend.ts";

/** Since when (epoch ms) a campaign moves badly; null: it does not. Each is harder to raise than to keep, so it does not flicker. */
export interface Alarms {
  readonly stalledSince: number | null;
  /** Nothing is dialed, since the agent is away. */
  readonly awaySince: number | null;
  readonly willMissSince: number | null;
}

export const noAlarms: Alarms = Object.freeze({ stalledSince: null, awaySince: null, willMissSince: null });

/** Silence of so many rounds, or of so many times its longest round. */
const patience = { rounds: 2.6, longest: 1.25, leastMs: 45_000 } as const;
const patienceAtFirstMs = 5 * 60_000;
/** An agent who is away for longer than this, or than the silence of a stall, needs attention. */
const longestAwayMs = 3 * 60_000;
/** In deviations beyond the end of the window: raised when nine in ten such campaigns miss it, kept above two in three. */
const missing = { raise: 1.28, keep: 0.43 } as const;

/** `agent` as of `at`, epoch ms; null: not known. */
export function foldAlarms(
  alarms: Alarms,
  facts: CampaignFacts,
  trend: Trend,
  agent: AgentStatus | null,
  at: number,
): Alarms {
  if (!isOpen(facts, trend)) return noAlarms;
  const away = awaySince(trend, agent, at);
  if (!hasCallees(facts, trend)) return { ...noAlarms, awaySince: away };
  return {
    stalledSince: stalledSince(trend, agent),
    awaySince: away,
    willMissSince: willMissSince(alarms, facts, trend),
  };
}

export function sameAlarms(one: Alarms, other: Alarms): boolean {
  return (
    one.stalledSince === other.stalledSince &&
    one.awaySince === other.awaySince &&
    one.willMissSince === other.willMissSince
  );
}

function awaySince(trend: Trend, agent: AgentStatus | null, at: number): number | null {
  const since = agent?.awaySince ?? null;
  if (since === null) return null;
  // A campaign that dials on has somebody to dial for, whatever the status says.
  const dialsOn = trend.stepAt !== null && trend.stepAt - since > (roundMsOf(trend) ?? longestAwayMs);
  return dialsOn || at - since < Math.min(longestAwayMs, patienceMs(trend)) ? null : since;
}

function isOpen({ stateCode, startTime, endTime }: CampaignFacts, { latest }: Trend): boolean {
  if (stateOf(stateCode) !== "running" || latest === null) return false;
  return (startTime === null || latest.at >= startTime) && (endTime === null || latest.at < endTime);
}

function hasCallees({ totalCallees }: CampaignFacts, { latest }: Trend): boolean {
  return totalCallees === null || latest === null || latest.called < totalCallees;
}

function stalledSince(trend: Trend, agent: AgentStatus | null): number | null {
  const { latest, stillSince, stepAt } = trend;
  if (latest === null || stillSince === null) return null;
  // The step was before its observation; rounds are measured between steps, too.
  const silentSince = stepAt ?? stillSince;
  const patience = patienceMs(trend);
  const leftAt = agent?.awaySince ?? null;
  // Away before the silence was noteworthy: that explains it.
  if (leftAt !== null && leftAt - silentSince < patience) return null;
  const backAt = agent?.status === "working" ? (agent.since ?? 0) : 0;
  return latest.at - Math.max(silentSince, backAt) >= patience ? stillSince : null;
}

function patienceMs(trend: Trend): number {
  const roundMs = roundMsOf(trend);
  if (roundMs === null) return patienceAtFirstMs;
  const rounds = Math.max(patience.rounds, patience.longest * trend.longestRound);
  return Math.max(patience.leastMs, rounds * roundMs);
}

function willMissSince({ willMissSince }: Alarms, facts: CampaignFacts, trend: Trend): number | null {
  const forecast = forecastOf(facts, trend);
  if (forecast === null || facts.endTime === null) return willMissSince;
  // An average since StartTime may include a late start.
  if (trend.level?.stretches === 0) return null;
  const beyond = missBy(forecast, facts.endTime);
  if (willMissSince === null) return beyond >= missing.raise ? (trend.latest?.at ?? null) : null;
  return beyond >= missing.keep ? willMissSince : null;
}
