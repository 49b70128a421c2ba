import { type Experience, horizonsMs, longestBreakMs, type Outcome, type Score } from "./experience.ts";
import {
  activeBetween,
  type Basis,
  basisOf,
  endAt,
  mayStopLong,
  needOf,
  rangeDeviations,
} from "./forecast.ts";
import type { CampaignFacts } from "./observation.ts";
import { silentSince, type Trend } from "./trend.ts";

/** A forecast to be scored: from `called`, `target` callees are called by when. Times are epoch ms. */
export interface PastForecast {
  readonly horizon: number;
  readonly called: number;
  readonly target: number;
  readonly earliest: number;
  readonly latest: number;
  readonly reachedAt: number | null;
}

/** Keeps forecasts until they are due, and makes new ones in their place. */
export function foldPast(
  past: readonly PastForecast[],
  facts: CampaignFacts,
  trend: Trend,
  experience: Experience,
): readonly PastForecast[] {
  const { latest, level } = trend;
  const total = facts.totalCallees;
  if (latest === null || total === null) return [];
  const silent = silentSince(trend);
  // A lunch or a shift that ended: neither says how well the pace was known.
  if (silent !== null && latest.at - silent > longestBreakMs) return [];
  const pending = reachedBy(past, latest, trend.stepAt).filter(
    (one) => one.latest > latest.at && one.called <= latest.called && one.target <= total,
  );
  if (pending.length === horizonsMs.length || !level?.stretches || silent !== null) return pending;
  const basis = basisOf(facts, trend, experience);
  if (basis === null) return pending;
  const vacant = [...horizonsMs.keys()].filter((index) => !pending.some(({ horizon }) => horizon === index));
  return [...pending, ...vacant.flatMap((horizon) => begin(basis, horizon, latest.called, total) ?? [])];
}

/** Of those that came due with an observation, or with the end of the list. Quick ones wait, else they would count first. */
export function scoresOf(
  past: readonly PastForecast[],
  { latest, stepAt }: Pick<Trend, "latest" | "stepAt">,
  isExhausted: boolean,
): readonly Score[] {
  if (latest === null) return [];
  return reachedBy(past, latest, stepAt)
    .filter((one) => one.latest <= latest.at || isExhausted)
    .map((one) => [one.horizon, outcomeOf(one)]);
}

function reachedBy(
  past: readonly PastForecast[],
  { at, called }: NonNullable<Trend["latest"]>,
  stepAt: number | null,
) {
  return past.map((one) =>
    one.reachedAt === null && called >= one.target ? { ...one, reachedAt: stepAt ?? at } : one,
  );
}

function outcomeOf({ earliest, latest, reachedAt }: PastForecast): Outcome {
  if (reachedAt === null || reachedAt > latest) return "late";
  return reachedAt < earliest ? "early" : "within";
}

function begin(basis: Basis, horizon: number, called: number, total: number): PastForecast | null {
  const to = basis.from + (horizonsMs[horizon] ?? 0);
  if (mayStopLong(basis, basis.from, to)) return null;
  const activeMs = activeBetween(basis, basis.from, to);
  const rounds = Math.floor(activeMs / basis.roundMs);
  const target = called + Math.round(rounds * basis.roundSize);
  if (rounds < 2 || target > total) return null;
  const need = needOf(basis, rounds);
  return {
    horizon,
    called,
    target,
    earliest: endAt(basis, need, -rangeDeviations),
    latest: endAt(basis, need, rangeDeviations),
    reachedAt: null,
  };
}
