/** What a pace may drift in an hour, as standard deviations of its logarithm. Which is true is learned. */
const driftPercents = [0.4, 1, 2, 4, 7, 11, 17, 25, 37] as const;
const driftNames = driftPercents.map((percent) => `drift${percent}` as const);

/** What campaigns show, as sums: of one campaign since its first observation, or of an installation. */
export const sumNames = [
  "runningMs",
  // Time without calls beyond a usual round.
  "lostMs",
  // Each lost ms times the length of its stop: of stops with equal share, long ones vary more.
  "lengthSum",
  // What campaigns of the installation lose in the same time.
  "expectedMs",
  "rounds",
  // Squared relative deviations of their lengths.
  "squares",
  // Logarithms of how likely the paces are with each of the drifts.
  ...driftNames,
] as const;
export type Sums = Record<(typeof sumNames)[number], number>;

export function added(one: Sums, other: Sums, times = 1): Sums {
  const sums = { ...one };
  for (const name of sumNames) sums[name] += times * other[name];
  return sums;
}

/** What an installation learned. It begins with the shares of `prior`, and fades. */
export interface Experience {
  /** Of the latest lesson, epoch ms. */
  readonly at: number;
  readonly fadedAt: number;
  /** By half-hour of the day, UTC. */
  readonly slots: readonly Sums[];
  readonly all: Sums;
  readonly scales: readonly Scale[];
}

/** How many times as wide as modelled the ranges of a horizon have to be, below and above the median, as logarithms. */
interface Scale {
  readonly lower: number;
  readonly upper: number;
  readonly scored: number;
  /** Scores within one horizon before `at`, epoch ms. */
  readonly recent: number;
  readonly at: number;
}

/** Of forecasts that are scored. */
export const horizonsMs = [10, 20, 40, 80, 160].map((minutes) => minutes * 60_000);

const minute = 60_000;
const hour = 60 * minute;
/** Assumed before anything is known, and how much of it outweighs what is observed. */
const prior = {
  lostShare: 0.1,
  /** Mean length of the stop in which a lost ms is. */
  stopMs: 14 * minute,
  runningMs: hour,
  runningOfSlotMs: 12 * minute,
  roundVariance: 0.3 ** 2,
  rounds: 30,
  scale: { lower: -0.17, upper: 0.08 },
} as const;
const halfLifeMs = 7 * 24 * hour;
export const slotMs = 30 * minute;
const slotsADay = (24 * hour) / slotMs;
/** Longer stops are lunches and ends of shifts: at most one in some hours. */
export const longestBreakMs = 25 * minute;

export const noSums = Object.fromEntries(sumNames.map((name) => [name, 0])) as Sums;
export const noExperience: Experience = Object.freeze({
  at: 0,
  fadedAt: 0,
  slots: Array.from({ length: slotsADay }, () => noSums),
  all: noSums,
  scales: horizonsMs.map(() => ({ ...prior.scale, scored: 0, recent: 0, at: 0 })),
});

/** The share of time that is lost, and the mean length of the stop in which a lost ms is. */
export interface Loss {
  readonly share: number;
  readonly stopMs: number;
}

function isLong({ lostMs, lengthSum }: Pick<Sums, "lostMs" | "lengthSum">): boolean {
  return lengthSum > lostMs * longestBreakMs;
}

/** In any slot: lunches and ends of shifts belong to theirs. */
export function usualLoss({ slots }: Experience): Loss {
  const usual = slots.filter((sums, slot) => {
    const next = slots[(slot + 1) % slotsADay] ?? noSums;
    // The first minutes of a long stop look like a break.
    return (
      !isLong(sums) &&
      !isLong({ lostMs: sums.lostMs + next.lostMs, lengthSum: sums.lengthSum + next.lengthSum })
    );
  });
  return shrunk(usual, { share: prior.lostShare, stopMs: prior.stopMs }, prior.runningMs);
}

export function slotAt(at: number): number {
  return Math.floor(at / slotMs) % slotsADay;
}

export function lossAt(experience: Experience, at: number, usual: Loss): Loss {
  const slot = slotAt(at);
  const own = experience.slots[slot] ?? noSums;
  return hasEnded(experience, slot) ? ended : shrunk([own], usual, prior.runningOfSlotMs);
}

/** `slots`: longer than any lunch. `runningMs`: of all campaigns, to say anything of a slot; `sureMs`: to say that nothing ever runs in it. */
export const shiftEnd = { slots: 3, runningMs: 3 * minute, sureMs: 1.5 * hour, share: 0.8 } as const;
const ended: Loss = { share: 1, stopMs: hour };

/** Agents are gone: it is one of some slots in a row that were lost to long stops, or nothing ran in it since them. */
function hasEnded({ slots }: Experience, slot: number): boolean {
  const { runningMs } = slots[slot] ?? noSums;
  const before = lostFrom(slots, slot, -1);
  if (runningMs < shiftEnd.runningMs || before === 0) return before >= shiftEnd.slots;
  return runningMs >= shiftEnd.sureMs && before + lostFrom(slots, slot + 1, 1) >= shiftEnd.slots;
}

/** Slots that were lost to long stops, from one on, until something ran. Of others nothing is known. */
function lostFrom(slots: Experience["slots"], from: number, direction: 1 | -1): number {
  let lost = 0;
  for (let away = 0; away < slotsADay && lost < shiftEnd.slots; away += 1) {
    const sums = slots[(from + direction * away + slotsADay) % slotsADay] ?? noSums;
    if (sums.runningMs < shiftEnd.runningMs) continue;
    if (sums.lostMs <= shiftEnd.share * sums.runningMs || !isLong(sums)) break;
    lost += 1;
  }
  return lost;
}

/** By slot of the day. */
export function lossesOf(experience: Experience, usual: Loss): readonly Loss[] {
  return experience.slots.map((_, slot) => lossAt(experience, slot * slotMs, usual));
}

function shrunk(seen: readonly Sums[], { share, stopMs }: Loss, weightMs: number): Loss {
  let [runningMs, lostMs, lengthSum] = [weightMs, share * weightMs, share * weightMs * stopMs];
  for (const sums of seen) {
    runningMs += sums.runningMs;
    lostMs += sums.lostMs;
    lengthSum += sums.lengthSum;
  }
  return { share: lostMs / runningMs, stopMs: lengthSum / lostMs };
}

/** Of one round's share in a pace. */
export function roundVarianceOf({ all }: Experience): number {
  return (prior.roundVariance * prior.rounds + all.squares) / (prior.rounds + all.rounds);
}

/** Rounds of other campaigns that outweigh its own. */
const roundsOfOthers = 15;

export function roundVariance(own: Sums, experience: Experience): number {
  const ofOthers = roundVarianceOf(experience);
  const variance = (ofOthers * roundsOfOthers + own.squares) / (roundsOfOthers + own.rounds);
  return Math.max(ofOthers / 10, variance);
}

/** Growth of the variance in a ms. */
export const driftsPerMs = driftPercents.map((percent) => (percent / 100) ** 2 / hour);

/** The mean of all, weighted by how likely they are (before anything is known, alike), and its deviation: too narrow ranges would lie. */
export function driftOf({ all }: Experience): number {
  const most = Math.max(...driftNames.map((name) => all[name]));
  const weights = driftNames.map((name) => Math.exp(all[name] - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const average = (of: (drift: number) => number) =>
    driftsPerMs.reduce((sum, drift, index) => sum + of(drift) * (weights[index] ?? 0), 0) / total;
  const mean = average((drift) => drift);
  return mean + Math.sqrt(average((drift) => (drift - mean) ** 2));
}

/** `likelihoods`: their logarithms, by drift. */
export function driftSums(likelihoods: readonly number[]): Sums {
  const sums = { ...noSums };
  for (const [index, name] of driftNames.entries()) sums[name] = likelihoods[index] ?? 0;
  return sums;
}

/** Few scores of a long horizon lean on those of shorter ones; above, only on up to so many times shorter ones, since rare stops even out. */
const leaning = { scores: 25, above: 3 } as const;

/** Factors of the deviation below and above the median. */
export function scaleOf({ scales }: Experience, ms: number): { lower: number; upper: number } {
  const horizonMs = Math.min(ms, horizonsMs.at(-1) ?? ms);
  let { lower, upper }: { lower: number; upper: number } = prior.scale;
  for (const [index, scale] of scales.entries()) {
    if (index > 0 && (horizonsMs[index] ?? 0) > horizonMs * Math.SQRT2) break;
    const own = scale.scored / (scale.scored + leaning.scores);
    lower += own * (scale.lower - lower);
    if (horizonMs <= leaning.above * (horizonsMs[index] ?? 0)) upper += own * (scale.upper - upper);
  }
  return { lower: Math.exp(lower), upper: Math.exp(upper) };
}

/** Adaptive conformal inference: each range that failed widens the next ones, each that held narrows them a little. */
const mostStep = 0.03;
/** Shared by the campaigns that are scored together, since what delays one may delay all. */
const stepOfAll = 0.3;
/** How often a range may fail on either side. */
const misses = 0.04;
const scaleBounds = { least: Math.log(0.4), most: Math.log(3) } as const;

export type Outcome = "early" | "within" | "late";
export type Score = readonly [horizon: number, Outcome];

function scored(scale: Scale, outcome: Outcome, at: number, horizonMs: number): Scale {
  const recent = scale.recent * Math.exp(Math.min(0, scale.at - at) / horizonMs) + 1;
  const step = Math.min(mostStep, stepOfAll / recent);
  const moved = (log: number, failed: boolean) =>
    Math.min(scaleBounds.most, Math.max(scaleBounds.least, log + step * ((failed ? 1 : 0) - misses)));
  return {
    lower: moved(scale.lower, outcome === "early"),
    upper: moved(scale.upper, outcome === "late"),
    scored: scale.scored + 1,
    recent,
    at,
  };
}

/** `seen`: what one observation adds; `scores`: of forecasts that came due with it. */
export function learn(experience: Experience, at: number, seen: Sums, scores: readonly Score[]): Experience {
  const known = faded(experience, at);
  const now = slotAt(at);
  return {
    ...known,
    at: Math.max(known.at, at),
    slots: known.slots.map((sums, index) => (index === now ? added(sums, seen) : sums)),
    all: added(known.all, seen),
    scales: known.scales.map((scale, index) => {
      const own = scores.filter(([horizon]) => horizon === index);
      return own.reduce((next, [, outcome]) => scored(next, outcome, at, horizonsMs[index] ?? hour), scale);
    }),
  };
}

function faded(experience: Experience, at: number): Experience {
  const { fadedAt, slots, all } = experience;
  if (at - fadedAt < hour) return experience;
  const factor = fadedAt === 0 ? 1 : 2 ** ((fadedAt - at) / halfLifeMs);
  const fade = (sums: Sums) => added(noSums, sums, factor);
  return { ...experience, fadedAt: at, slots: slots.map(fade), all: fade(all) };
}
