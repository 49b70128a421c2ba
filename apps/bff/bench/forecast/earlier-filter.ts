import { type CampaignFacts, stateOf } from "../../src/campaigns/observation.ts";

// The filter of before, as it was: a baseline.

/** A slowly drifting pace with its variance: a scalar Kalman filter on the logarithm, since paces differ by factors. */
interface PaceLevel {
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
const driftPerMs = 0.03 ** 2 / 3_600_000;
/** In standard deviations: a measure beyond this is a lasting change of pace. */
const breakAt = 3;
/** The same for a first stretch that is faster than the average since StartTime. */
const pausedAt = 1.3;
const factorGain = 0.12;
const factorBounds = { least: 0.6, most: 12 } as const;

function beginLevel({ pacePerMinute, variance, at }: PaceMeasure, stretches: number): PaceLevel {
  return { logPace: Math.log(pacePerMinute), variance, at, varianceFactor: 1, stretches };
}

function updateLevel(level: PaceLevel, measure: PaceMeasure): PaceLevel {
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
    varianceFactor: withinBounds(
      varianceFactor + factorGain * (Math.min(ratio, breakAt ** 2) - varianceFactor),
    ),
    stretches: level.stretches + 1,
  };
}

/** Variance to add to the level before a measure that is so far from it. */
function addedVariance({ stretches, varianceFactor }: PaceLevel, surprise: number, ratio: number): number {
  // An average since StartTime includes unobserved pauses, which only ever make it too slow.
  if (stretches === 0 && surprise > 0 && ratio > pausedAt ** 2) return surprise ** 2;
  return ratio > breakAt ** 2 * varianceFactor ? surprise ** 2 : 0;
}

function widenLevel(level: PaceLevel, variance: number): PaceLevel {
  return { ...level, variance: level.variance + variance };
}

function paceOfLevel({ logPace }: PaceLevel): number {
  return Math.exp(logPace);
}

function withinBounds(varianceFactor: number): number {
  return Math.min(factorBounds.most, Math.max(factorBounds.least, varianceFactor));
}

/** Campaigns dial in rounds: the count rises in steps of about the concurrency. Pace is measured from step to step, so it does not matter when in a round it was observed. Times are epoch ms; null: not known yet. */
export interface Trend {
  /** The latest observation with a count while the campaign ran. */
  readonly latest: { readonly at: number; readonly called: number } | null;
  /** Since when the count is constant: the observation of its last step, or the first one. */
  readonly stillSince: number | null;
  /** About when that step was: between two observations. */
  readonly stepAt: number | null;
  /** The stretch being measured: from a step on. */
  readonly stretch: Stretch | null;
  /** The pace as of the last step. */
  readonly level: PaceLevel | null;
  /** Callees a round: the concurrency, or the observed steps. */
  readonly roundSize: number | null;
  /** The longest time between two steps, in rounds of usual length; fades. */
  readonly longestRound: number;
}

interface Stretch {
  readonly from: number;
  readonly called: number;
  readonly steps: number;
  readonly uncertaintyMs: number;
  readonly before: PaceLevel | null;
}

type CountAt = NonNullable<Trend["latest"]>;

export const noTrend: Trend = Object.freeze({
  latest: null,
  stillSince: null,
  stepAt: null,
  stretch: null,
  level: null,
  roundSize: null,
  longestRound: 1,
});

/** Rounds differ in length by some 30 %; as a variance of one round's share. */
const roundVariance = 0.2 ** 2;
/** A stretch is measured from so many ms and steps on, and ends after so many ms. */
const stretchMs = { least: 2 * 60_000, slow: 6 * 60_000, most: 5 * 60_000 } as const;
const stepsOfStretch = 3;
const stepsOfAverage = 1;
/** Between two observations no further apart than this, a step is taken to be in the middle. */
const sharpMs = 60_000;
/** Not averaged out by any number of rounds: people and lists change from one stretch to the next. */
const stretchVariance = 0.03 ** 2;
/** An average since StartTime includes unobserved late starts and stalls. */
const unseenPauseMs = 2 * 60_000;
const unseenVariance = 0.03 ** 2;
/** An average since StartTime counts from this many rounds and ms on. */
const sinceStart = { rounds: 3, ms: 5 * 60_000 } as const;
/** A count that fell: the list was changed, and the pace may be another. */
const varianceAfterFall = 0.1 ** 2;
/** How much of the longest round is remembered from one step to the next. */
const longestRoundFades = 0.985;

export function foldTrend(trend: Trend, facts: CampaignFacts, at: number, wasStalled: boolean): Trend {
  if (stateOf(facts.stateCode) !== "running") return noTrend;
  if (facts.calledCallees === null) return trend;
  const now = { at, called: facts.calledCallees };
  const before = trend.latest;
  if (before === null) return begin(facts, now);
  // A clock that was set back.
  if (at < before.at) return { ...trend, latest: now, stillSince: at, stepAt: null, stretch: null };
  if (now.called === before.called) return { ...trend, latest: now };
  if (now.called < before.called) return startOver(trend, now);
  return step(
    { ...trend, roundSize: roundSizeAfter(trend, facts, now.called - before.called) },
    before,
    now,
    wasStalled,
  );
}

/** How long a round takes, ms; null: the pace or the size of a round is not known. */
function roundMsOf({ level, roundSize, stretch }: Trend): number | null {
  if (level === null || roundSize === null) return null;
  // An average since StartTime says nothing of the present until some steps were seen.
  if (level.stretches === 0 && (stretch?.steps ?? 0) < stepsOfAverage) return null;
  return (roundSize / paceOfLevel(level)) * 60_000;
}

function begin(facts: CampaignFacts, now: CountAt): Trend {
  return {
    ...noTrend,
    latest: now,
    stillSince: now.at,
    roundSize: positive(facts.concurrency),
    level: levelSinceStart(facts, now),
  };
}

function levelSinceStart({ startTime, concurrency }: CampaignFacts, { at, called }: CountAt) {
  const size = positive(concurrency) ?? 1;
  const rounds = called / size - 0.5;
  if (startTime === null || at - startTime < sinceStart.ms || rounds < sinceStart.rounds) return null;
  const ms = at - startTime;
  const variance = roundVariance / rounds + (unseenPauseMs / ms) ** 2 + unseenVariance;
  return beginLevel({ pacePerMinute: (rounds * size) / (ms / 60_000), variance, at }, 0);
}

function startOver(trend: Trend, now: CountAt): Trend {
  const level = trend.level && widenLevel(trend.level, varianceAfterFall);
  return { ...trend, latest: now, stillSince: now.at, stepAt: null, stretch: null, level };
}

function step(trend: Trend, before: CountAt, now: CountAt, wasStalled: boolean): Trend {
  const { at: stepAt, uncertaintyMs } = timeOfStep(trend, before, now);
  const longestRound = longestRoundAfter(trend, stepAt, now.called - before.called);
  const moved = { ...trend, latest: now, stillSince: now.at, stepAt, longestRound };
  const { stretch } = trend;
  // The pace before a stall says nothing of the pace after it.
  const fresh = { from: stepAt, called: now.called, steps: 0, uncertaintyMs };
  if (stretch === null || wasStalled) return { ...moved, stretch: { ...fresh, before: trend.level } };
  const longer = { ...stretch, steps: stretch.steps + 1 };
  if (!isMeasurable(longer, stepAt)) return { ...moved, stretch: longer };
  const level = measure(trend, longer, { at: stepAt, called: now.called, uncertaintyMs });
  const isOver = stepAt - stretch.from >= stretchMs.most;
  return { ...moved, level, stretch: isOver ? { ...fresh, before: level } : longer };
}

/** When the latest step was, epoch ms, ± half the uncertainty. */
function timeOfStep(trend: Trend, before: CountAt, now: CountAt): { at: number; uncertaintyMs: number } {
  const unseenMs = now.at - before.at;
  if (unseenMs <= sharpMs) return { at: now.at - unseenMs / 2, uncertaintyMs: unseenMs };
  // Many rounds since the last observation: the latest of them began about half a round ago.
  const roundMs = Math.min(unseenMs, roundMsOf(trend) ?? sharpMs);
  return { at: now.at - roundMs / 2, uncertaintyMs: roundMs };
}

function isMeasurable({ from, steps }: Stretch, to: number): boolean {
  const ms = to - from;
  return ms >= stretchMs.slow || (ms >= stretchMs.least && steps >= stepsOfStretch);
}

function measure(
  { roundSize }: Trend,
  { from, called: calledBefore, steps, uncertaintyMs, before }: Stretch,
  to: { at: number; called: number; uncertaintyMs: number },
): PaceLevel {
  const ms = to.at - from;
  const called = to.called - calledBefore;
  const rounds = Math.max(1, Math.min(called, Math.max(steps, called / (roundSize ?? 1))));
  const ofEdges = (uncertaintyMs ** 2 + to.uncertaintyMs ** 2) / 12 / ms ** 2;
  const variance = roundVariance / rounds + stretchVariance + ofEdges;
  const figure = { pacePerMinute: called / (ms / 60_000), variance, at: to.at };
  return before === null ? beginLevel(figure, 1) : updateLevel(before, figure);
}

function longestRoundAfter(trend: Trend, stepAt: number, rise: number): number {
  const usual = roundMsOf(trend);
  const faded = Math.max(1, trend.longestRound * longestRoundFades);
  if (usual === null || trend.stepAt === null || trend.roundSize === null) return faded;
  const rounds = Math.max(1, rise / trend.roundSize);
  // One stall raises it a little, so that a campaign that has become slower is not called stalled for ever.
  const most = trend.longestRound * 2;
  return Math.max(faded, Math.min(most, (stepAt - trend.stepAt) / rounds / usual));
}

function roundSizeAfter(trend: Trend, { concurrency }: CampaignFacts, rise: number): number {
  const configured = positive(concurrency);
  if (configured !== null) return configured;
  return trend.roundSize === null ? rise : trend.roundSize + (rise - trend.roundSize) / 8;
}

function positive(count: number | null): number | null {
  return count !== null && count > 0 ? count : null;
}

/** When the list will be exhausted at the present pace, regardless of the window. */
interface Forecast {
  /** Callees a minute. */
  readonly pacePerMinute: number;
  /** Epoch ms from which the rest has to be called: the last step, or later if the next one is overdue. */
  readonly from: number;
  /** From there until the end of the last round; the median. */
  readonly leftMs: number;
  /** Of the logarithm of `leftMs`. */
  readonly deviation: number;
}

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
