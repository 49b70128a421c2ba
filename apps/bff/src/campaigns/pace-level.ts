/**
 * What is believed of a campaign's pace, as one slowly drifting level with its uncertainty (a scalar Kalman filter on
 * the logarithm, since paces differ by factors). It needs no past, so it costs the same after a minute and after a day.
 */
export interface PaceLevel {
  /** Natural logarithm of callees a minute. */
  readonly logPace: number;
  /** Of the logarithm: 0.01 says that the pace is known to about ±10 %. */
  readonly variance: number;
  /** Epoch ms up to which the level was measured. */
  readonly at: number;
  /** How wild this campaign is compared with what is assumed of any, as a factor on variances: 1 as assumed. */
  readonly wildness: number;
  /** How many stretches of our own observation went in; 0: it is an average since StartTime. */
  readonly stretches: number;
}

/** A stretch of dialing: its pace in callees a minute, and the variance of that figure's logarithm. */
interface PaceMeasure {
  readonly pacePerMinute: number;
  readonly variance: number;
  /** Epoch ms of the stretch's end. */
  readonly at: number;
}

/** How far a pace drifts: 5 % in an hour, as a variance a ms. */
export const driftPerMs = 0.03 ** 2 / 3_600_000;
/** A measure further away than this, in standard deviations, says that the pace has changed for good. */
const breakAt = 3;
/** The same for a first stretch that is faster than the average since StartTime. */
const pausedAt = 1.3;
/** How fast the estimate of a campaign's wildness follows what is seen. */
const wildnessGain = 0.12;
const wildnessBounds = { least: 0.6, most: 12 } as const;

export function beginLevel({ pacePerMinute, variance, at }: PaceMeasure, stretches: number): PaceLevel {
  return { logPace: Math.log(pacePerMinute), variance, at, wildness: 1, stretches };
}

export function updateLevel(level: PaceLevel, measure: PaceMeasure): PaceLevel {
  const { wildness } = level;
  const drift = Math.max(0, measure.at - level.at) * driftPerMs;
  const surprise = Math.log(measure.pacePerMinute) - level.logPace;
  const expected = level.variance + drift + measure.variance;
  const ratio = surprise ** 2 / expected;
  const assumed = level.variance + drift * wildness;
  const before = assumed + doubtOf(level, surprise, ratio);
  const gain = before / (before + measure.variance * wildness);
  return {
    logPace: level.logPace + gain * surprise,
    variance: (1 - gain) * before,
    at: measure.at,
    wildness: within(wildness + wildnessGain * (Math.min(ratio, breakAt ** 2) - wildness)),
    stretches: level.stretches + 1,
  };
}

/** By how much more, as a variance, the level is to be doubted when a measure surprises so much. */
function doubtOf({ stretches, wildness }: PaceLevel, surprise: number, ratio: number): number {
  // An average since StartTime holds pauses that nobody saw. They only ever make it too slow.
  if (stretches === 0 && surprise > 0 && ratio > pausedAt ** 2) return surprise ** 2;
  return ratio > breakAt ** 2 * wildness ? surprise ** 2 : 0;
}

/** The same level, believed less: something happened that makes it unsure by so much more. */
export function doubt(level: PaceLevel, variance: number): PaceLevel {
  return { ...level, variance: level.variance + variance };
}

export function paceOfLevel({ logPace }: PaceLevel): number {
  return Math.exp(logPace);
}

function within(wildness: number): number {
  return Math.min(wildnessBounds.most, Math.max(wildnessBounds.least, wildness));
}
