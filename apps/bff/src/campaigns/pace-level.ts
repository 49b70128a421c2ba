/** A slowly drifting pace with its variance: a scalar Kalman filter on the logarithm, since paces differ by factors. */
export interface PaceLevel {
  /** Natural logarithm of callees a minute. */
  readonly logPace: number;
  /** Of the logarithm: 0.01 says that the pace is known to about ±10 %. */
  readonly variance: number;
  /** Epoch ms up to which the level was measured. */
  readonly at: number;
  /** Of this campaign, relative to the variance that is assumed of any: 1 as assumed. */
  readonly varianceFactor: number;
  /** How many observed stretches it is based on; 0: it is an average since StartTime. */
  readonly stretches: number;
}

/** A stretch of dialing: its pace in callees a minute, and the variance of that figure's logarithm. */
interface PaceMeasure {
  readonly pacePerMinute: number;
  readonly variance: number;
  /** Epoch ms of the stretch's end. */
  readonly at: number;
}

/** A pace drifts by 3 % in an hour; as a variance per ms. */
export const driftPerMs = 0.03 ** 2 / 3_600_000;
/** In standard deviations: a measure beyond this is a lasting change of pace. */
const breakAt = 3;
/** The same for a first stretch that is faster than the average since StartTime. */
const pausedAt = 1.3;
const factorGain = 0.12;
const factorBounds = { least: 0.6, most: 12 } as const;

export function beginLevel({ pacePerMinute, variance, at }: PaceMeasure, stretches: number): PaceLevel {
  return { logPace: Math.log(pacePerMinute), variance, at, varianceFactor: 1, stretches };
}

export function updateLevel(level: PaceLevel, measure: PaceMeasure): PaceLevel {
  const { varianceFactor } = level;
  const drift = Math.max(0, measure.at - level.at) * driftPerMs;
  const surprise = Math.log(measure.pacePerMinute) - level.logPace;
  const expected = level.variance + drift + measure.variance;
  const ratio = surprise ** 2 / expected;
  const assumed = level.variance + drift * varianceFactor;
  const before = assumed + addedVariance(level, surprise, ratio);
  const gain = before / (before + measure.variance * varianceFactor);
  return {
    logPace: level.logPace + gain * surprise,
    variance: (1 - gain) * before,
    at: measure.at,
    varianceFactor: within(varianceFactor + factorGain * (Math.min(ratio, breakAt ** 2) - varianceFactor)),
    stretches: level.stretches + 1,
  };
}

/** Variance to add to the level before a measure that is so far from it. */
function addedVariance({ stretches, varianceFactor }: PaceLevel, surprise: number, ratio: number): number {
  // An average since StartTime includes unobserved pauses, which only ever make it too slow.
  if (stretches === 0 && surprise > 0 && ratio > pausedAt ** 2) return surprise ** 2;
  return ratio > breakAt ** 2 * varianceFactor ? surprise ** 2 : 0;
}

export function widenLevel(level: PaceLevel, variance: number): PaceLevel {
  return { ...level, variance: level.variance + variance };
}

export function paceOfLevel({ logPace }: PaceLevel): number {
  return Math.exp(logPace);
}

function within(varianceFactor: number): number {
  return Math.min(factorBounds.most, Math.max(factorBounds.least, varianceFactor));
}
