import { forecastOf, missBy } from "./forecast.ts";
import { type CampaignFacts, stateOf } from "./observation.ts";
import { roundMsOf, type Trend } from "./trend.ts";

/** Since when (epoch ms) a campaign moves badly; null: it does not. Each is harder to raise than to keep, so it does not flicker. */
export interface Alarms {
  readonly stalledSince: number | null;
  readonly willMissSince: number | null;
}

export const noAlarms: Alarms = Object.freeze({ stalledSince: null, willMissSince: null });

/** Silence of so many rounds, or of so many times its longest round. */
const patience = { rounds: 2.6, longest: 1.25, leastMs: 45_000 } as const;
const patienceAtFirstMs = 5 * 60_000;
/** In deviations beyond the end of the window: raised when nine in ten such campaigns miss it, kept above two in three. */
const missing = { raise: 1.28, keep: 0.43 } as const;

export function foldAlarms(alarms: Alarms, facts: CampaignFacts, trend: Trend): Alarms {
  if (!isDialing(facts, trend)) return noAlarms;
  return { stalledSince: stalledSince(trend), willMissSince: willMissSince(alarms, facts, trend) };
}

function isDialing({ stateCode, totalCallees, startTime, endTime }: CampaignFacts, { latest }: Trend) {
  if (stateOf(stateCode) !== "running" || latest === null) return false;
  const opened = startTime === null || latest.at >= startTime;
  const open = opened && (endTime === null || latest.at < endTime);
  return open && (totalCallees === null || latest.called < totalCallees);
}

function stalledSince(trend: Trend): number | null {
  const { latest, stillSince, stepAt } = trend;
  if (latest === null || stillSince === null) return null;
  // The step was before its observation; rounds are measured between steps, too.
  const silentSince = stepAt ?? stillSince;
  return latest.at - silentSince >= patienceMs(trend) ? stillSince : null;
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
