import {
  added,
  driftOf,
  driftSums,
  type Experience,
  lossAt,
  noSums,
  roundVarianceOf,
  type Sums,
  usualLoss,
} from "./experience.ts";
import type { PaceMeasure } from "./pace-level.ts";

/** Of a campaign that ran before it was observed. Times are epoch ms. */
export interface SinceStart {
  /** The first observation, with the start of the window. */
  readonly begun: { readonly at: number; readonly called: number; readonly startTime: number | null } | null;
  /** Callees a round: the concurrency, or the observed steps. */
  readonly roundSize: number | null;
}

/** A campaign may have started as much late, unobserved. */
const lateStartMs = 30_000;
/** An average since StartTime counts from this many rounds and ms on. */
const least = { rounds: 3, ms: 5 * 60_000 } as const;

/** The pace from StartTime until the first observation, as far as known; null: the campaign had just begun. */
export function averageSinceStart(
  { begun, roundSize }: SinceStart,
  experience: Experience,
): (PaceMeasure & { readonly byChance: number; readonly ms: number }) | null {
  if (begun === null || begun.startTime === null) return null;
  const { at, called } = begun;
  const rounds = called / (roundSize ?? 1);
  const ms = at - begun.startTime;
  if (ms < least.ms || rounds < least.rounds) return null;
  const { share, stopMs } = lossAt(experience, at, usualLoss(experience));
  const byChance =
    roundVarianceOf(experience) / rounds +
    (share * stopMs) / ms +
    // Whether the first round is called at once, or counted at its end, is not known.
    (0.5 / rounds) ** 2 +
    (lateStartMs / ms) ** 2;
  const variance = byChance + (driftOf(experience) * ms) / 3;
  return { pacePerMinute: called / (ms / 60_000) / (1 - share), variance, byChance, at, ms };
}

/** A stretch whose pace is compared with others ends after so many ms. */
export const stretchOfPaceMs = 5 * 60_000;
/** Paces of stretches are compared with the average since StartTime at first, then half with half. */
const paces = { ofStart: 4, ofHalves: 4, most: 8 } as const;

/** How the pace drifts. `logs`: logarithms of the paces of the latest stretches, `figure` the last of them. */
export function driftOfPaces(
  since: SinceStart,
  logs: readonly number[],
  figure: PaceMeasure,
  experience: Experience,
): Sums {
  const start = logs.length <= paces.ofStart ? driftSinceStart(since, logs, figure, experience) : noSums;
  if (logs.length < paces.ofHalves || logs.length % 2 === 1) return start;
  const half = logs.length / 2;
  const apart = squareOf(meanOf(logs.slice(half)) - meanOf(logs.slice(0, half)));
  // Neighbours show what chance does.
  const byChance = meanOf(logs.slice(1).map((log, index) => squareOf(log - (logs[index] ?? log)))) / half;
  const ms = (2 / 3) * (half - 1 / half) * stretchOfPaceMs;
  return added(start, driftSums(apart - byChance, ms, (2 * figure.variance) / half));
}

function driftSinceStart(
  since: SinceStart,
  logs: readonly number[],
  figure: PaceMeasure,
  experience: Experience,
): Sums {
  const average = averageSinceStart(since, experience);
  if (average === null) return noSums;
  const apart = squareOf(Math.log(average.pacePerMinute) - meanOf(logs));
  const byChance = average.byChance + figure.variance / logs.length;
  return driftSums(apart - byChance, (average.ms + figure.at - average.at) / 3, byChance);
}

/** To go on with, once they were compared. */
export function latestPaces(logs: readonly number[]): readonly number[] {
  return logs.length < paces.most ? logs : logs.slice(paces.most / 2);
}

/** Of two paces: a lasting change is no drift. */
const mostApart = 0.6 ** 2;

function squareOf(difference: number): number {
  return Math.min(mostApart, difference ** 2);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
