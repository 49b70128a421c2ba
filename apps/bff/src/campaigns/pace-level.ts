import {
  driftOf,
  driftSums,
  driftsPerMs,
  type Experience,
  lossAt,
  roundVarianceOf,
  type Sums,
  usualLoss,
} from "./experience.ts";

/** A slowly drifting pace with its variance: a scalar Kalman filter on the logarithm, since paces differ by factors. */
export interface PaceLevel {
  /** Natural logarithm of callees a minute. */
  readonly logPace: number;
  /** Of the logarithm: 0.01 says that the pace is known to about ±10 %. */
  readonly variance: number;
  /** Epoch ms up to which the level was measured. */
  readonly at: number;
  /** How many observed stretches it is based on; 0: it is an average since StartTime. */
  readonly stretches: number;
  /** How its error varies with that of the time of its last step: the next stretch begins with that step. In ms. */
  readonly edge: number;
}

/** A stretch of dialing: its pace in callees a minute, and the variance of that figure's logarithm. */
export interface PaceMeasure {
  readonly pacePerMinute: number;
  readonly variance: number;
  /** Epoch ms of the stretch's end. */
  readonly at: number;
  readonly ms: number;
  /** Of the time of its last step, ms². */
  readonly edgeVariance: number;
}

/** In standard deviations: a measure beyond this is a lasting change of pace. */
const breakAt = 3;

export function beginLevel(
  { pacePerMinute, variance, at, ms, edgeVariance }: PaceMeasure,
  stretches: number,
): PaceLevel {
  return { logPace: Math.log(pacePerMinute), variance, at, stretches, edge: -edgeVariance / ms };
}

/** `driftPerMs`: growth of the variance of the logarithm in a ms. */
export function updateLevel(level: PaceLevel, measure: PaceMeasure, driftPerMs: number): PaceLevel {
  const { surprise, drifted, common, expected } = compared(level, measure, driftPerMs);
  const change = surprise ** 2 > breakAt ** 2 * expected ? surprise ** 2 : 0;
  const gain = (common + change) / (expected + change);
  return {
    logPace: level.logPace + gain * surprise,
    variance: drifted + change - gain * (common + change),
    at: measure.at,
    stretches: level.stretches + 1,
    edge: (-gain * measure.edgeVariance) / measure.ms,
  };
}

/** Variances of the pace at the end of the stretch, of the surprise, and what they have in common. */
function compared(level: PaceLevel, { pacePerMinute, variance, at, ms }: PaceMeasure, driftPerMs: number) {
  const elapsedMs = Math.max(0, at - level.at);
  const drifted = level.variance + elapsedMs * driftPerMs;
  const shared = level.edge / ms;
  // A random walk's average varies by a third of what its end does, and has half of that in common with it.
  const walked = Math.min(elapsedMs, ms) * driftPerMs;
  return {
    surprise: Math.log(pacePerMinute) - level.logPace,
    drifted,
    common: drifted - walked / 2 - shared,
    expected: drifted - (walked * 2) / 3 + variance - 2 * shared,
  };
}

/** For a pace that changed by the factor, as far as known. */
export function shiftLevel(level: PaceLevel, factor: number, variance: number): PaceLevel {
  return { ...level, logPace: level.logPace + Math.log(factor), variance: level.variance + variance };
}

export function paceOfLevel({ logPace }: PaceLevel): number {
  return Math.exp(logPace);
}

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
): (PaceMeasure & { readonly byChance: number }) | null {
  if (begun === null || begun.startTime === null) return null;
  const { at, called } = begun;
  const rounds = called / (roundSize ?? 1);
  const ms = at - begun.startTime;
  if (ms < least.ms || rounds < least.rounds) return null;
  const usual = usualLoss(experience);
  const own = lossAt(experience, at, usual);
  // It dialed before the shift ended.
  const { share, stopMs } = own.share < 1 ? own : usual;
  const byChance =
    roundVarianceOf(experience) / rounds +
    (share * stopMs) / ms +
    // Whether the first round is called at once, or counted at its end, is not known.
    (0.5 / rounds) ** 2 +
    (lateStartMs / ms) ** 2;
  const variance = byChance + (driftOf(experience) * ms) / 3;
  return { pacePerMinute: called / (ms / 60_000) / (1 - share), variance, byChance, at, ms, edgeVariance: 0 };
}

/** What a stretch that is over says of the drift. `levels`: before it, by drift; none: it is the first. */
export function foldDrift(
  since: SinceStart,
  levels: readonly PaceLevel[],
  figure: PaceMeasure,
  experience: Experience,
): { readonly levels: readonly PaceLevel[]; readonly sums: Sums } {
  const average = levels.length > 0 ? null : averageSinceStart(since, experience);
  const begin = (drift: number) =>
    average === null
      ? { ...figure, variance: unknownVariance, edgeVariance: 0 }
      : { ...average, variance: average.byChance + (drift * average.ms) / 3 };
  const variance = figure.variance * (levels.length > 0 ? 1 : unevenAtFirst);
  const known = driftsPerMs.map((drift, index) =>
    measured(levels[index] ?? beginLevel(begin(drift), 0), { ...figure, variance }, drift),
  );
  return {
    levels: known.map(({ level }) => level),
    sums: driftSums(known.map(({ likelihood }) => likelihood)),
  };
}

/** Nothing is known: any pace is alike. */
const unknownVariance = 1;

/** In the first stretch, long rounds are not known to be stops. */
const unevenAtFirst = 1.2;
/** Share of stretches that say nothing of drift: of a lasting change, of stops that were not seen. */
const outliers = 0.15;

function measured(level: PaceLevel, figure: PaceMeasure, driftPerMs: number) {
  const { surprise, expected } = compared(level, figure, driftPerMs);
  const density = (variance: number) => Math.exp(-(surprise ** 2) / variance / 2) / Math.sqrt(variance);
  return {
    level: updateLevel(level, figure, driftPerMs),
    // Its logarithm.
    likelihood: Math.log((1 - outliers) * density(expected) + outliers * density(unknownVariance)),
  };
}
