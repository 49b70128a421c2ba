import { type CampaignFacts, stateOf } from "./observation.ts";
import { driftPerMs, paceOfLevel } from "./pace-level.ts";
import { roundMsOf, roundVariance, type Trend } from "./trend.ts";

/** When the list will be exhausted at the present pace, regardless of the window. */
export interface Forecast {
  /** Callees a minute. */
  readonly pacePerMinute: number;
  /** Epoch ms from which the rest has to be called: the last step, or later if the next one is overdue. */
  readonly from: number;
  /** From there until the end of the last round; the median. */
  readonly leftMs: number;
  /** Of the logarithm of `leftMs`. */
  readonly deviation: number;
}

/** The range of an ETA: 95 %. */
const rangeDeviations = 1.96;
/** With more, the range would span a factor of seven. */
const mostDeviation = 0.5;

/** null: not running, no count or total, or not observed for long enough. */
export function forecastOf(facts: CampaignFacts, trend: Trend): Forecast | null {
  const { latest, level, roundSize } = trend;
  const roundMs = roundMsOf(trend);
  if (stateOf(facts.stateCode) !== "running" || facts.totalCallees === null) return null;
  if (latest === null || level === null || roundSize === null || roundMs === null) return null;
  const rounds = Math.ceil(Math.max(0, facts.totalCallees - latest.called) / roundSize) + 1;
  const leftMs = rounds * roundMs;
  // The pace drifts since it was measured, and until the end (a third of that, on average).
  const driftMs = Math.max(0, latest.at - level.at) + leftMs / 3;
  const variance = level.variance + level.varianceFactor * (driftMs * driftPerMs + roundVariance / rounds);
  const stepAt = trend.stepAt ?? latest.at;
  return {
    pacePerMinute: paceOfLevel(level),
    from: Math.max(stepAt, latest.at - roundMs),
    leftMs,
    deviation: Math.sqrt(variance),
  };
}

/** Epoch ms; null: the deviation is too large. */
export function etaOf(forecast: Forecast, now: number): { earliest: number; latest: number } | null {
  const { from, leftMs, deviation } = forecast;
  if (deviation > mostDeviation) return null;
  const spread = Math.exp(rangeDeviations * deviation);
  return { earliest: Math.max(now, from + leftMs / spread), latest: Math.max(now, from + leftMs * spread) };
}

/** Callees that are left when the window closes at `endTime` (epoch ms), at the pace of the forecast. */
export function uncalledAt(forecast: Forecast, left: number, endTime: number): number {
  const minutes = Math.max(0, endTime - forecast.from) / 60_000;
  return Math.max(0, Math.round(left - minutes * forecast.pacePerMinute));
}

/** In deviations from `endTime` to the median of the forecast; negative: before it. */
export function missBy({ from, leftMs, deviation }: Forecast, endTime: number): number {
  if (endTime <= from) return Number.POSITIVE_INFINITY;
  return Math.log(leftMs / (endTime - from)) / deviation;
}
