import {
  added,
  driftOf,
  type Experience,
  longestBreakMs,
  lossAt,
  noSums,
  roundVariance,
  type Sums,
  usualLoss,
} from "./experience.ts";
import { type CampaignFacts, stateOf } from "./observation.ts";
import {
  averageSinceStart,
  beginLevel,
  foldDrift,
  type PaceLevel,
  paceOfLevel,
  type SinceStart,
  shiftLevel,
  updateLevel,
} from "./pace-level.ts";

/** Campaigns dial in rounds: the count rises in steps of about the concurrency. Pace is measured from step to step, so it does not matter when in a round it was observed. Times are epoch ms; null: not known yet. */
export interface Trend extends SinceStart {
  /** The latest observation with a count while the campaign ran. */
  readonly latest: CountAt | null;
  /** Since when the count is constant: the observation of its last step, or the first one. */
  readonly stillSince: number | null;
  /** About when that step was: between two observations. */
  readonly stepAt: number | null;
  /** The stretch being measured: from a step on. */
  readonly stretch: Stretch | null;
  /** The pace as of the last step. */
  readonly level: PaceLevel | null;
  /** The longest time between two steps, in rounds of usual length; fades. */
  readonly longestRound: number;
  /** The pace as of the last stretch that is over, by drift. */
  readonly drifting: readonly PaceLevel[];
  /** The latest stop, which may last. */
  readonly stop: Stop | null;
  readonly seen: Sums;
}

/** Silence beyond a usual round, epoch ms. */
interface Stop {
  readonly from: number;
  readonly to: number;
}

interface CountAt {
  readonly at: number;
  readonly called: number;
}

interface Stretch {
  readonly from: number;
  readonly called: number;
  readonly steps: number;
  readonly uncertaintyMs: number;
  /** Between two of its steps. */
  readonly longestMs: number;
  readonly before: PaceLevel | null;
}

export const noTrend: Trend = Object.freeze({
  latest: null,
  stillSince: null,
  stepAt: null,
  stretch: null,
  level: null,
  roundSize: null,
  longestRound: 1,
  drifting: [],
  begun: null,
  stop: null,
  seen: noSums,
});

/** A stretch is measured from so many ms and steps on, and ends after so many ms. */
const stretchMs = { least: 2 * 60_000, slow: 6 * 60_000, most: 5 * 60_000 } as const;
const stepsOfStretch = 3;
const longestStopMs = 3_600_000;
const roundsOfFirstStop = 4;
/** Between two observations no further apart than this, a step is taken to be in the middle. */
const sharpMs = 60_000;
/** A count that fell: the list was changed, and the pace may be another. */
const varianceAfterFall = 0.1 ** 2;
/** How much of the longest round is remembered from one step to the next. */
const longestRoundFades = 0.985;

/** Silence of so many rounds, or of so many times its longest round, is a stop. */
const patience = { rounds: 2.6, longest: 1.25, leastMs: 45_000 } as const;
const patienceAtFirstMs = 5 * 60_000;

export function foldTrend(trend: Trend, facts: CampaignFacts, at: number, experience: Experience): Trend {
  if (stateOf(facts.stateCode) !== "running") return noTrend;
  if (facts.calledCallees === null) return trend;
  const now = { at, called: facts.calledCallees };
  const before = trend.latest;
  if (before === null) return begin(facts, now, experience);
  // A clock that was set back.
  if (at < before.at) return { ...trend, latest: now, stillSince: at, stepAt: null, stretch: null };
  const open = isOpen(facts, before);
  const lasted = open ? withTime(trend, at - before.at, experience) : trend;
  if (now.called === before.called)
    return withStop({ ...lasted, latest: now }, open ? lastingStop(lasted, at) : null);
  if (now.called < before.called) return startOver(lasted, now);
  return step(withSize(lasted, facts, now.called - before.called), before, now, experience);
}

/** It could dial: its window is open, and somebody is left. */
export function isOpen({ startTime, endTime, totalCallees }: CampaignFacts, { at, called }: CountAt) {
  const open = (startTime === null || at >= startTime) && (endTime === null || at < endTime);
  return open && (totalCallees === null || called < totalCallees);
}

function withTime(trend: Trend, ms: number, experience: Experience): Trend {
  const at = trend.latest?.at ?? 0;
  // One that never dials says nothing of usual stops.
  if (roundMsOf(trend) === null && at - (trend.stillSince ?? at) > longestBreakMs) return trend;
  const { share } = lossAt(experience, at, usualLoss(experience));
  return { ...trend, seen: added(trend.seen, { ...noSums, runningMs: ms, expectedMs: ms * share }) };
}

/** Since when nothing moves, if that is too long for a round; null: it moves. */
export function silentSince(trend: Trend): number | null {
  const { latest, stillSince, stepAt } = trend;
  if (latest === null || stillSince === null) return null;
  // The step was before its observation; rounds are measured between steps, too.
  const since = stepAt ?? stillSince;
  return latest.at - since >= patienceMs(trend) ? since : null;
}

function lastingStop(trend: Trend, at: number): Stop | null {
  const since = silentSince({ ...trend, latest: trend.latest && { ...trend.latest, at } });
  if (since === null) return null;
  const roundMs = roundMsOf(trend);
  if (roundMs === null) return { from: since + patience.leastMs, to: Math.min(at, since + longestBreakMs) };
  return { from: since + roundMs, to: at };
}

/** A stop grows from one observation to the next. */
function withStop(trend: Trend, stop: Stop | null): Trend {
  if (stop === null) return trend;
  const { from } = stop;
  const before = trend.stop?.from === from ? trend.stop.to : from;
  const to = Math.max(before, stop.to);
  const lengthSum = lengthSumOf(to - from) - lengthSumOf(before - from);
  const seen = added(trend.seen, { ...noSums, lostMs: to - before, lengthSum });
  return { ...trend, stop: { from, to }, seen };
}

function lengthSumOf(ms: number): number {
  return ms * Math.min(ms, longestStopMs);
}

export function patienceMs(trend: Trend): number {
  const roundMs = roundMsOf(trend);
  if (roundMs === null) return patienceAtFirstMs;
  return Math.max(patience.leastMs, patienceRounds(trend) * roundMs);
}

function patienceRounds({ longestRound }: Trend): number {
  return Math.max(patience.rounds, patience.longest * longestRound);
}

/** How long a round takes, ms; null: the pace or the size of a round is not known. */
export function roundMsOf({ level, roundSize, stretch }: Trend): number | null {
  if (level === null || roundSize === null) return null;
  // An average since StartTime says nothing of the present until some steps were seen.
  if (level.stretches === 0 && !stretch?.steps) return null;
  return roundMsAt(level, roundSize);
}

function roundMsAt(level: PaceLevel, roundSize: number): number {
  return (roundSize / paceOfLevel(level)) * 60_000;
}

function begin(facts: CampaignFacts, now: CountAt, experience: Experience): Trend {
  const begun = { ...now, startTime: facts.startTime };
  const roundSize = positive(facts.concurrency);
  const average = averageSinceStart({ begun, roundSize }, experience);
  return {
    ...noTrend,
    latest: now,
    stillSince: now.at,
    roundSize,
    level: average && beginLevel(average, 0),
    begun,
  };
}

/** With another list, or with another concurrency. */
const anew = { stretch: null, drifting: [], begun: null } as const;

function startOver(trend: Trend, now: CountAt): Trend {
  const level = trend.level && shiftLevel(trend.level, 1, varianceAfterFall);
  return { ...trend, ...anew, latest: now, stillSince: now.at, stepAt: null, level };
}

function step(trend: Trend, before: CountAt, now: CountAt, experience: Experience): Trend {
  const { at: stepAt, uncertaintyMs } = timeOfStep(trend, before, now);
  const gap = gapBefore(trend, stepAt, now.called - before.called);
  const moved = { ...trend, latest: now, stillSince: now.at, stepAt, longestRound: longestAfter(trend, gap) };
  const { stretch, seen } = trend;
  const fresh = {
    from: stepAt,
    called: now.called,
    steps: 0,
    uncertaintyMs,
    longestMs: 0,
    before: trend.level?.stretches ? { ...trend.level, edge: 0 } : null,
  };
  // The pace before a stop says nothing of the pace after it.
  if (gap?.isStop) {
    const from = gap.from + gap.roundMs;
    const lasting = trend.stop !== null && trend.stop.from > gap.from ? trend.stop.from : from;
    const drifting = trend.drifting.map((level) => ({ ...level, edge: 0 }));
    return withStop({ ...moved, stretch: fresh, drifting }, { from: lasting, to: from + gap.beyondMs });
  }
  if (stretch === null) return { ...moved, stretch: fresh };
  const even = gap === null ? seen : withRounds(trend, gap, uncertaintyMs, experience);
  const longestMs = Math.max(stretch.longestMs, stepAt - (trend.stepAt ?? stepAt));
  const longer = { ...stretch, steps: stretch.steps + 1, longestMs };
  if (!isMeasurable(longer, stepAt)) return { ...moved, seen: even, stretch: longer };
  const measured = measure(moved, longer, { at: stepAt, called: now.called, uncertaintyMs }, experience);
  const { level, figure } = measured;
  const isShort = stretch.before === null && longer.steps < stepsOfStretch;
  if (isShort || stepAt - stretch.from < stretchMs.most)
    return { ...moved, seen: even, level, stretch: longer };
  const lost = stretch.before === null ? lossAtFirst(moved, stretch.from, measured.lostMs) : noSums;
  const drift = foldDrift(trend, trend.drifting, figure, experience);
  return {
    ...moved,
    level,
    stretch: { ...fresh, before: level },
    drifting: drift.levels,
    seen: added(added(even, lost), drift.sums),
  };
}

/** Stops before a usual round was known: until the first step, and in the first stretch. */
function lossAtFirst(trend: Trend, from: number, inStretchMs: number): Sums {
  const { begun, stop } = trend;
  if (stop !== null || begun === null) return noSums;
  const beforeMs = from - Math.max(begun.at, begun.startTime ?? 0);
  const silentMs = beforeMs > patienceMs(trend) ? beforeMs - (roundMsOf(trend) ?? 0) : 0;
  const lengthSum = lengthSumOf(silentMs) + lengthSumOf(inStretchMs);
  return { ...noSums, lostMs: silentMs + inStretchMs, lengthSum };
}

interface Gap {
  /** The step before, epoch ms. */
  readonly from: number;
  readonly rounds: number;
  /** Of usual length. */
  readonly roundMs: number;
  readonly beyondMs: number;
  readonly isStop: boolean;
}

/** The time between the last two steps; null: rounds or steps are not known. */
function gapBefore(trend: Trend, stepAt: number, rise: number): Gap | null {
  const { level, roundSize, stepAt: from } = trend;
  if (level === null || roundSize === null || from === null) return null;
  const roundMs = roundMsAt(level, roundSize);
  const rounds = Math.max(1, rise / roundSize);
  const beyondMs = stepAt - from - rounds * roundMs;
  const isStop = beyondMs >= Math.max(patience.leastMs - roundMs, (patienceRounds(trend) - 1) * roundMs);
  // An average since StartTime only tells what is far beyond it.
  const isFar = isStop && beyondMs >= roundsOfFirstStop * rounds * roundMs;
  return isFar || roundMsOf(trend) !== null ? { from, rounds, roundMs, beyondMs, isStop } : null;
}

/** A gap between two observed steps also varies with the times of the observations, and with the error of the pace. */
function withRounds(trend: Trend, gap: Gap, uncertaintyMs: number, experience: Experience): Sums {
  const { rounds, roundMs, beyondMs } = gap;
  const ofEdges = (2 * uncertaintyMs ** 2) / 12;
  const variance = roundVariance(trend.seen, experience);
  const ofRounds = variance / (variance + rounds * (trend.level?.variance ?? 0));
  const squares = ((beyondMs ** 2 - ofEdges) / roundMs ** 2 / rounds) * ofRounds;
  return added(trend.seen, { ...noSums, rounds: 1, squares });
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
  // A single time between two steps may be a stop.
  return ms >= stretchMs.slow * (steps > 1 ? 1 : 2) || (ms >= stretchMs.least && steps >= stepsOfStretch);
}

function measure(
  trend: Trend,
  { from, called: calledBefore, steps, uncertaintyMs, longestMs, before }: Stretch,
  to: { at: number; called: number; uncertaintyMs: number },
  experience: Experience,
) {
  const called = to.called - calledBefore;
  const rounds = Math.max(1, Math.min(called, Math.max(steps, called / (trend.roundSize ?? 1))));
  const spanMs = to.at - from;
  // A stop in the first stretch, when a usual round is not known yet.
  const otherMs = (spanMs - longestMs) / Math.max(1, rounds - 1);
  const isStop = before === null && steps > 1 && longestMs > roundsOfFirstStop * otherMs;
  const ms = isStop ? spanMs - longestMs + otherMs : spanMs;
  const ofEdges = (uncertaintyMs ** 2 + to.uncertaintyMs ** 2) / 12 / ms ** 2;
  const variance = roundVariance(trend.seen, experience) / rounds + ofEdges;
  const edgeVariance = to.uncertaintyMs ** 2 / 12;
  const drift = driftOf(experience);
  const figure = { pacePerMinute: called / (ms / 60_000), variance, at: to.at, ms, edgeVariance };
  const atEnd = { ...figure, variance: variance + (drift * ms) / 3 };
  return {
    figure,
    lostMs: isStop ? longestMs - otherMs : 0,
    level: before === null ? beginLevel(atEnd, 1) : updateLevel(before, figure, drift),
  };
}

function longestAfter({ longestRound }: Trend, gap: Gap | null): number {
  const faded = Math.max(1, longestRound * longestRoundFades);
  if (gap === null) return faded;
  // One stall raises it a little, so that a campaign that has become slower is not called stalled for ever.
  const length = 1 + gap.beyondMs / gap.rounds / gap.roundMs;
  return Math.max(faded, Math.min(longestRound * 2, length));
}

/** With the concurrency the pace changes, too. */
function withSize(trend: Trend, { concurrency }: CampaignFacts, rise: number): Trend {
  const { roundSize, level } = trend;
  const configured = positive(concurrency);
  if (configured === null || roundSize === null) {
    const roundSizeNow = configured ?? (roundSize === null ? rise : roundSize + (rise - roundSize) / 8);
    return { ...trend, roundSize: roundSizeNow };
  }
  if (configured === roundSize) return trend;
  const shifted = level && shiftLevel(level, configured / roundSize, varianceAfterFall);
  return { ...trend, ...anew, roundSize: configured, level: shifted };
}

function positive(count: number | null): number | null {
  return count !== null && count > 0 ? count : null;
}
