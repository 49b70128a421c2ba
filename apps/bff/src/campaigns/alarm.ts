import { forecastOf, missBy } from "./forecast.ts";
import { type CampaignFacts, stateOf } from "./observation.ts";
import { roundMsOf, type Trend } from "./trend.ts";

/**
 * What is told of how a campaign moves, and since when (epoch ms); null: nothing. Each alarm is harder to raise than to
 * keep, so that none flickers.
 */
export interface Alarms {
  readonly stalledSince: number | null;
  readonly willMissSince: number | null;
}

export const noAlarms: Alarms = Object.freeze({ stalledSince: null, willMissSince: null });

/** Rounds of silence that no campaign's rhythm explains, and how many times its own longest round. */
const patience = { rounds: 2.6, longest: 1.25, leastMs: 45_000 } as const;
/** The same before its rhythm is known, ms. */
const patienceAtFirstMs = 5 * 60_000;
/** Deviations beyond the window's end: raised when nine in ten such campaigns miss it, dropped at two in three. */
const missing = { raise: 1.28, keep: 0.43 } as const;

/** Judges by what was seen up to the look that was just folded into the trend, never by the time of asking. */
export function foldAlarms(alarms: Alarms, facts: CampaignFacts, trend: Trend): Alarms {
  if (!isDialing(facts, trend)) return noAlarms;
  return { stalledSince: stalledSince(trend), willMissSince: willMissSince(alarms, facts, trend) };
}

/** Inside its window, with somebody left to call. */
function isDialing(
  { stateCode, totalCallees, startTime, endTime }: CampaignFacts,
  { latest }: Trend,
): boolean {
  if (stateOf(stateCode) !== "running" || latest === null) return false;
  const opened = startTime === null || latest.at >= startTime;
  const open = opened && (endTime === null || latest.at < endTime);
  return open && (totalCallees === null || latest.called < totalCallees);
}

function stalledSince(trend: Trend): number | null {
  const { latest, stillSince, stepAt } = trend;
  if (latest === null || stillSince === null) return null;
  // The step was before the look that saw it; rounds are measured between steps, too.
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
  // Not by an average since StartTime, which may hold a late start.
  if (trend.level?.stretches === 0) return null;
  const beyond = missBy(forecast, facts.endTime);
  if (willMissSince === null) return beyond >= missing.raise ? (trend.latest?.at ?? null) : null;
  return beyond >= missing.keep ? willMissSince : null;
}
