import { type CampaignFacts, stateOf } from "./observation.ts";
import { beginLevel, doubt, type PaceLevel, paceOfLevel, updateLevel } from "./pace-level.ts";

/**
 * How a running campaign moves, folded look by look. A campaign dials in rounds: its called count rises in steps of
 * about its concurrency, and stands between them. Pace is measured from step to step, over stretches of some minutes,
 * so that it does not matter at which point of a round somebody looked. Epoch ms; null: not known yet.
 */
export interface Trend {
  /** The last look that told a count while the campaign ran. */
  readonly look: { readonly at: number; readonly called: number } | null;
  /** Since when the count stands: the look that saw its last step, or the first look at all. */
  readonly stillSince: number | null;
  /** About when that step was: between two looks. */
  readonly stepAt: number | null;
  /** The stretch being measured: from a step on. */
  readonly stretch: Stretch | null;
  /** The pace as of the last step: what was believed before the stretch, and what the stretch says. */
  readonly level: PaceLevel | null;
  /** Callees a round: the concurrency, or what steps were seen. */
  readonly roundSize: number | null;
  /** The longest time between two steps that this campaign is known for, in rounds of its usual length; fades. */
  readonly longestRound: number;
}

interface Stretch {
  readonly from: number;
  readonly called: number;
  readonly steps: number;
  /** How unsure `from` is, ms. */
  readonly blur: number;
  /** What was believed before it. */
  readonly before: PaceLevel | null;
}

/** A look at a running campaign that told a count. */
type Look = NonNullable<Trend["look"]>;

export const noTrend: Trend = Object.freeze({
  look: null,
  stillSince: null,
  stepAt: null,
  stretch: null,
  level: null,
  roundSize: null,
  longestRound: 1,
});

/** Rounds differ in length by some 30 %; as a variance of one round's share. */
export const roundVariance = 0.2 ** 2;
/** A stretch says something from so many ms and steps on; it ends, and the next begins, after so many ms. */
const stretchMs = { least: 2 * 60_000, slow: 6 * 60_000, most: 5 * 60_000 } as const;
const stepsOfStretch = 3;
const stepsOfAverage = 1;
/** Between two looks no further apart than this, ms, a step is taken to be in the middle. */
const sharpMs = 60_000;
/** What no number of rounds averages out: people and lists change from one stretch to the next. */
const stretchVariance = 0.03 ** 2;
/** An average since StartTime holds late starts and stalls that nobody saw: this long in all, ms, and so much besides. */
const unseenPauseMs = 2 * 60_000;
const unseenVariance = 0.03 ** 2;
/** An average since StartTime says something from this many rounds and ms on. */
const sinceStart = { rounds: 3, ms: 5 * 60_000 } as const;
/** A count that fell: somebody changed the list, and the pace may be another. */
const doubtAfterFall = 0.1 ** 2;
/** How much of the longest round is remembered from one step to the next. */
const longestRoundFades = 0.985;

/** Folds a look into the trend. What does not run, or told no count, has none to follow. */
export function foldTrend(trend: Trend, facts: CampaignFacts, at: number, wasStalled: boolean): Trend {
  if (stateOf(facts.stateCode) !== "running") return noTrend;
  if (facts.calledCallees === null) return trend;
  const look = { at, called: facts.calledCallees };
  const before = trend.look;
  if (before === null) return begin(facts, look);
  // A clock that was set back: no time between two looks can be told.
  if (at < before.at) return { ...trend, look, stillSince: at, stepAt: null, stretch: null };
  if (look.called === before.called) return { ...trend, look };
  if (look.called < before.called) return startOver(trend, look);
  return step(
    { ...trend, roundSize: roundSizeAfter(trend, facts, look.called - before.called) },
    before,
    look,
    wasStalled,
  );
}

/** How long a round takes, ms; null: the pace or the size of a round is not known. */
export function roundMsOf({ level, roundSize, stretch }: Trend): number | null {
  if (level === null || roundSize === null) return null;
  // An average since StartTime says nothing of the present until some steps were seen.
  if (level.stretches === 0 && (stretch?.steps ?? 0) < stepsOfAverage) return null;
  return (roundSize / paceOfLevel(level)) * 60_000;
}

function begin(facts: CampaignFacts, look: Look): Trend {
  return {
    ...noTrend,
    look,
    stillSince: look.at,
    roundSize: positive(facts.concurrency),
    level: levelSinceStart(facts, look),
  };
}

function levelSinceStart({ startTime, concurrency }: CampaignFacts, { at, called }: Look): PaceLevel | null {
  const size = positive(concurrency) ?? 1;
  const rounds = called / size - 0.5;
  if (startTime === null || at - startTime < sinceStart.ms || rounds < sinceStart.rounds) return null;
  const ms = at - startTime;
  const variance = roundVariance / rounds + (unseenPauseMs / ms) ** 2 + unseenVariance;
  return beginLevel({ pacePerMinute: (rounds * size) / (ms / 60_000), variance, at }, 0);
}

function startOver(trend: Trend, look: Look): Trend {
  const level = trend.level && doubt(trend.level, doubtAfterFall);
  return { ...trend, look, stillSince: look.at, stepAt: null, stretch: null, level };
}

function step(trend: Trend, before: Look, look: Look, wasStalled: boolean): Trend {
  const { at: stepAt, blur } = timeOfStep(trend, before, look);
  const longestRound = longestRoundAfter(trend, stepAt, look.called - before.called);
  const moved = { ...trend, look, stillSince: look.at, stepAt, longestRound };
  const { stretch } = trend;
  // What came before a stall is no part of the pace after it.
  if (stretch === null || wasStalled)
    return { ...moved, stretch: beginStretch(stepAt, look.called, blur, trend.level) };
  const longer = { ...stretch, steps: stretch.steps + 1 };
  if (!saysSomething(longer, stepAt)) return { ...moved, stretch: longer };
  const level = measure(trend, longer, { at: stepAt, called: look.called, blur });
  const isOver = stepAt - stretch.from >= stretchMs.most;
  return { ...moved, level, stretch: isOver ? beginStretch(stepAt, look.called, blur, level) : longer };
}

/** When the latest step was, epoch ms, give or take half the blur. */
function timeOfStep(trend: Trend, before: Look, look: Look): { at: number; blur: number } {
  const unseenMs = look.at - before.at;
  if (unseenMs <= sharpMs) return { at: look.at - unseenMs / 2, blur: unseenMs };
  // Many rounds since the last look: the latest of them began about half a round ago.
  const roundMs = Math.min(unseenMs, roundMsOf(trend) ?? sharpMs);
  return { at: look.at - roundMs / 2, blur: roundMs };
}

function beginStretch(from: number, called: number, blur: number, before: PaceLevel | null): Stretch {
  return { from, called, steps: 0, blur, before };
}

function saysSomething({ from, steps }: Stretch, to: number): boolean {
  const ms = to - from;
  return ms >= stretchMs.slow || (ms >= stretchMs.least && steps >= stepsOfStretch);
}

function measure(
  { roundSize }: Trend,
  { from, called: calledBefore, steps, blur, before }: Stretch,
  to: { at: number; called: number; blur: number },
): PaceLevel {
  const ms = to.at - from;
  const called = to.called - calledBefore;
  const rounds = Math.max(1, Math.min(called, Math.max(steps, called / (roundSize ?? 1))));
  const blurred = (blur ** 2 + to.blur ** 2) / 12 / ms ** 2;
  const variance = roundVariance / rounds + stretchVariance + blurred;
  const figure = { pacePerMinute: called / (ms / 60_000), variance, at: to.at };
  return before === null ? beginLevel(figure, 1) : updateLevel(before, figure);
}

function longestRoundAfter(trend: Trend, stepAt: number, rise: number): number {
  const usual = roundMsOf(trend);
  const faded = Math.max(1, trend.longestRound * longestRoundFades);
  if (usual === null || trend.stepAt === null || trend.roundSize === null) return faded;
  const rounds = Math.max(1, rise / trend.roundSize);
  // One stall teaches a little, so that a campaign whose ways have changed is not called stalled for ever.
  const most = trend.longestRound * 2;
  return Math.max(faded, Math.min(most, (stepAt - trend.stepAt) / rounds / usual));
}

function roundSizeAfter(trend: Trend, { concurrency }: CampaignFacts, rise: number): number {
  const told = positive(concurrency);
  if (told !== null) return told;
  return trend.roundSize === null ? rise : trend.roundSize + (rise - trend.roundSize) / 8;
}

function positive(count: number | null): number | null {
  return count !== null && count > 0 ? count : null;
}
