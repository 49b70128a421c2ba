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
}

/** A stretch of dialing: its pace in callees a minute, and the variance of that figure's logarithm. */
export interface PaceMeasure {
  readonly pacePerMinute: number;
  readonly variance: number;
  /** Epoch ms of the stretch's end. */
  readonly at: number;
}

/** In standard deviations: a measure beyond this is a lasting change of pace. */
const breakAt = 3;

export function beginLevel({ pacePerMinute, variance, at }: PaceMeasure, stretches: number): PaceLevel {
  return { logPace: Math.log(pacePerMinute), variance, at, stretches };
}

/** `driftPerMs`: growth of the variance of the logarithm in a ms. */
export function updateLevel(level: PaceLevel, measure: PaceMeasure, driftPerMs: number): PaceLevel {
  const surprise = Math.log(measure.pacePerMinute) - level.logPace;
  const drifted = level.variance + Math.max(0, measure.at - level.at) * driftPerMs;
  const hasChanged = surprise ** 2 > breakAt ** 2 * (drifted + measure.variance);
  const before = drifted + (hasChanged ? surprise ** 2 : 0);
  const gain = before / (before + measure.variance);
  return {
    logPace: level.logPace + gain * surprise,
    variance: (1 - gain) * before,
    at: measure.at,
    stretches: level.stretches + 1,
  };
}

/** For a pace that changed by the factor, as far as known. */
export function shiftLevel(level: PaceLevel, factor: number, variance: number): PaceLevel {
  return { ...level, logPace: level.logPace + Math.log(factor), variance: level.variance + variance };
}

export function paceOfLevel({ logPace }: PaceLevel): number {
  return Math.exp(logPace);
}
