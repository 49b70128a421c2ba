import {
  driftOf,
  type Experience,
  type Loss,
  longestBreakMs,
  lossAt,
  lossesOf,
  roundVariance,
  scaleOf,
  shiftEnd,
  slotAt,
  slotMs,
  usualLoss,
} from "./experience.ts";
import { type CampaignFacts, stateOf } from "./observation.ts";
import { averageSinceStart, type PaceLevel, paceOfLevel } from "./pace-level.ts";
import { roundMsOf, type Trend } from "./trend.ts";

/** When the list will be exhausted, regardless of the window; if it stands still: as if it dialed again from now on. Times are epoch ms. */
export interface Forecast {
  /** Callees a minute while it dials. */
  readonly pacePerMinute: number;
  /** The range that is to hold 92 % of such ends. */
  readonly earliest: number;
  readonly latest: number;
  /** Callees left when the window closes; null: no window, or it is closed. */
  readonly uncalledAtClose: number | null;
  /** Probability that callees are left then. */
  readonly missing: number;
  /** Of a campaign that will probably miss its window: calls at once that would do; null: none would, or it will not. */
  readonly concurrencyNeeded: number | null;
}

/** Standard deviations on either side of a range of 92 %. */
export const rangeDeviations = 1.75;

/** null: not running, no count or total, or not observed for long enough. */
export function forecastOf(facts: CampaignFacts, trend: Trend, experience: Experience): Forecast | null {
  const { latest, level } = trend;
  const outlook = outlookOf(facts, trend, experience);
  if (outlook === null || latest === null || level === null) return null;
  const { basis, need, left } = outlook;
  const { endTime } = facts;
  const isOpen = endTime !== null && endTime > latest.at;
  const activeMs = isOpen ? activeBetween(basis, basis.from, endTime) : 0;
  const pacePerMinute = paceOfLevel(level);
  const missing = isOpen ? missingBy(need, activeMs) : Number(endTime !== null);
  return {
    pacePerMinute,
    earliest: Math.max(latest.at, endAt(basis, need, -rangeDeviations)),
    latest: Math.max(latest.at, endAt(basis, need, rangeDeviations)),
    uncalledAtClose: isOpen ? Math.round(Math.max(0, left - (activeMs / 60_000) * pacePerMinute)) : null,
    missing,
    concurrencyNeeded: isOpen && missing >= adviseFrom ? concurrencyFor(basis, left, activeMs) : null,
  };
}

/** Callees that are left, and the dialing time that they need. */
export function outlookOf(facts: CampaignFacts, trend: Trend, experience: Experience) {
  const basis = basisOf(facts, trend, experience);
  if (basis === null || trend.latest === null || facts.totalCallees === null) return null;
  const left = Math.max(0, facts.totalCallees - trend.latest.called);
  return { basis, left, need: needOf(basis, Math.ceil(left / basis.roundSize) + 1) };
}

const hour = 3_600_000;

/** Beginning with this probability of callees that stay uncalled. */
export const adviseFrom = 0.7;
const mostConcurrency = 20;
/** Probability of callees that stay uncalled in spite of it. */
const missingInSpite = 0.1;

/** How many calls at once would do, if rounds take as long as now; null: not even the most that are possible. */
function concurrencyFor(basis: Basis, left: number, activeMs: number): number | null {
  for (let tried = Math.floor(basis.roundSize) + 1; tried <= mostConcurrency; tried += 1)
    if (missingBy(needOf(basis, Math.ceil(left / tried) + 1), activeMs) <= missingInSpite) return tried;
  return null;
}

/** What a forecast of a campaign starts from. */
export interface Basis {
  /** From when the rest has to be called: the last step, or later if the next one is overdue. Epoch ms. */
  readonly from: number;
  readonly roundMs: number;
  readonly roundSize: number;
  readonly paceVariance: number;
  readonly driftPerMs: number;
  readonly roundVariance: number;
  /** How the campaign's share of lost time compares with that of others. */
  readonly lossFactor: number;
  /** Until then no other long stop is expected. */
  readonly restedUntil: number;
  readonly usual: Loss;
  /** By slot of the day. */
  readonly losses: readonly Loss[];
  readonly experience: Experience;
}

export function basisOf(facts: CampaignFacts, trend: Trend, experience: Experience): Basis | null {
  const { latest, level, roundSize, stepAt } = trend;
  const roundMs = roundMsOf(trend);
  if (stateOf(facts.stateCode) !== "running" || latest === null || level === null) return null;
  if (roundSize === null || (roundMs === null && !neverDials(trend))) return null;
  const from = Math.max(stepAt ?? latest.at, latest.at - (roundMs ?? 0));
  const pace = presentPace(trend, level, latest.at, experience);
  const usual = usualLoss(experience);
  const basis = {
    from,
    roundMs: (roundSize / paceOfLevel(pace)) * 60_000,
    roundSize,
    paceVariance: pace.variance,
    driftPerMs: driftOf(experience),
    roundVariance: roundVariance(trend.seen, experience),
    lossFactor: 1,
    restedUntil: 0,
    usual,
    losses: lossesOf(experience, usual),
    experience,
  };
  return withHistory(basis, trend, paceOfLevel(level));
}

/** Since it was first observed, for as long as a lunch: then the average since StartTime has to do. */
export function neverDials({ latest, stillSince, stretch }: Trend): boolean {
  return stretch === null && latest !== null && latest.at - (stillSince ?? latest.at) > longestBreakMs;
}

/** As measured, with the average since StartTime as another measure: of what it is worth, experience tells more by and by. */
function presentPace(trend: Trend, level: PaceLevel, at: number, experience: Experience): PaceLevel {
  const drift = driftOf(experience);
  const average = averageSinceStart(trend, experience);
  const variance = level.variance + Math.max(0, at - level.at) * drift;
  if (average === null || level.stretches === 0) return { ...level, variance };
  const aged = average.variance + (at - average.at) * drift;
  const apart = Math.log(average.pacePerMinute) - level.logPace;
  if (apart ** 2 > 9 * (aged + variance)) return { ...level, variance };
  const gain = variance / (variance + aged);
  return { ...level, logPace: level.logPace + gain * apart, variance: (1 - gain) * variance };
}

/** A forecast ends here: beyond it a clock of half-hours says nothing. */
const mostMs = 96 * hour;
/** In mean stops: campaigns of one installation differ in their lost share by about a half. */
const stopsOfOthers = 4;
const lossFactorBounds = { least: 0.3, most: 3 } as const;

/** After a lunch, until another long stop may come, if the shift does not end before. */
const restedMs = 3 * hour;

/** From observed stops, and from a count at the first observation that is lower than at the present pace. */
function withHistory(basis: Basis, { begun, seen, latest, stop }: Trend, pacePerMinute: number): Basis {
  const { stopMs } = lossAt(basis.experience, latest?.at ?? 0, basis.usual);
  let { lostMs, expectedMs } = seen;
  const wasLong = stop !== null && stop.to !== latest?.at && stop.to - stop.from > longestBreakMs;
  let restedUntil = wasLong ? stop.to + restedMs : 0;
  const ms = begun?.startTime == null ? 0 : begun.at - begun.startTime;
  if (begun?.startTime != null && ms > 0 && ms < mostMs && begun.called > 0) {
    const lostBefore = Math.max(0, ms - (begun.called / pacePerMinute) * 60_000);
    if (lostBefore > longestBreakMs) restedUntil = Math.max(restedUntil, begun.at + restedMs);
    lostMs += lostBefore;
    expectedMs += ms - activeBetween(basis, begun.startTime, begun.at);
  }
  const ofOthers = stopsOfOthers * stopMs;
  const factor = (lostMs + ofOthers) / (expectedMs + ofOthers);
  const lossFactor = Math.min(lossFactorBounds.most, Math.max(lossFactorBounds.least, factor));
  return { ...basis, lossFactor, restedUntil };
}

const mostShare = 0.98;
/** After the end of a shift all stand: no stop that may come or not. */
const endedStopMs = 1000;

function shareAt({ losses, usual, lossFactor, restedUntil }: Basis, at: number): Loss {
  const loss = losses[slotAt(at)] ?? usual;
  const { share, stopMs } = at < restedUntil && loss.share <= shiftEnd.share ? usual : loss;
  // Lunches and ends of shifts come to each campaign.
  const most = Math.min(mostShare, stopMs > longestBreakMs ? share : share * lossFactor);
  // Within an hour, no more can vary than is left of it.
  return { share: most, stopMs: loss.share < 1 ? Math.min(stopMs, (1 - most) * hour) : endedStopMs };
}

/** Slots of a time with what is lost in them; `ms`: of the slot within that time. */
function* slotsOf(basis: Basis, from: number, to = Number.POSITIVE_INFINITY) {
  for (let at = from; at < to && at - from < mostMs; ) {
    const next = (Math.floor(at / slotMs) + 1) * slotMs;
    yield { at, ms: Math.min(next, to) - at, ...shareAt(basis, at) };
    at = next;
  }
}

/** Expected dialing time without lost time, ms. */
export function activeBetween(basis: Basis, from: number, to: number): number {
  let activeMs = 0;
  for (const { ms, share } of slotsOf(basis, from, to)) activeMs += ms * (1 - share);
  return activeMs;
}

/** The inverse: when so much dialing time will have passed. */
function timeAfter(basis: Basis, from: number, activeMs: number): number {
  let left = Math.max(0, activeMs);
  for (const { at, ms, share } of slotsOf(basis, from)) {
    const active = ms * (1 - share);
    if (left <= active) return at + left / (1 - share);
    left -= active;
  }
  return from + mostMs;
}

/** Dialing time that is needed beyond the expected lost time: log-normal beyond a shift, ms. */
export interface Need {
  readonly shiftMs: number;
  /** Beyond the shift. */
  readonly medianMs: number;
  /** Of the logarithm. */
  readonly deviation: number;
  readonly scale: { readonly lower: number; readonly upper: number };
}

export function needOf(basis: Basis, rounds: number): Need {
  const activeMs = rounds * basis.roundMs;
  const end = timeAfter(basis, basis.from, activeMs);
  // A random walk moves its average by a third of that.
  const drift = (basis.driftPerMs * (end - basis.from)) / 3;
  const relative = Math.exp(basis.paceVariance + drift + basis.roundVariance / rounds) - 1;
  const lost = lostBetween(basis, basis.from, end);
  const variance = activeMs ** 2 * relative + lost.variance;
  const third = activeMs ** 3 * relative ** 2 * (relative + 3) + lost.third;
  // The root of y³ + 3y = skewness, where y² + 1 is exp(deviation²). Rare stops must not narrow the lower side.
  const root = Math.min(mostSkewed, 2 * Math.sinh(Math.asinh(third / variance ** 1.5 / 2) / 3));
  const deviation = Math.sqrt(variance);
  return {
    shiftMs: activeMs - deviation / root,
    medianMs: deviation / (root * Math.sqrt(1 + root ** 2)),
    deviation: Math.sqrt(Math.log(1 + root ** 2)),
    scale: scaleOf(basis.experience, end - basis.from),
  };
}

const mostSkewed = 0.6;
const leastCount = 0.35;

/** Central moments of what stops take. Breaks come by chance and are of exponential length; of long stops there is one or none. */
function lostBetween(basis: Basis, from: number, to: number) {
  const breaks = { square: 0, cube: 0, count: 0 };
  const long = { square: 0, cube: 0, count: 0 };
  for (const { ms, share, stopMs } of slotsOf(basis, from, to)) {
    const lostMs = ms * share;
    const kind = stopMs > longestBreakMs ? long : breaks;
    kind.square += lostMs * stopMs;
    kind.cube += 1.5 * lostMs * stopMs ** 2;
    kind.count += lostMs / stopMs;
  }
  // Of stops that hardly ever come, a range holds none.
  const some = Math.min(1, breaks.count / leastCount);
  // Long stops vary in length, too.
  const rest = Math.max(0.08, 1 - long.count);
  return {
    variance: breaks.square * some + long.square * rest,
    third: breaks.cube * some + long.cube * rest,
  };
}

/** A lunch or the end of a shift may come: the range then says when, not how well the pace is known. */
export function mayStopLong(basis: Basis, from: number, to: number): boolean {
  for (const { share, stopMs } of slotsOf(basis, from, to))
    if (stopMs > longestBreakMs && share > leastLongShare) return true;
  return false;
}

const leastLongShare = 0.05;

/** In deviations of a normal distribution; epoch ms. */
export function endAt(
  basis: Basis,
  { shiftMs, medianMs, deviation, scale }: Need,
  deviations: number,
): number {
  const scaled = deviations * (deviations < 0 ? scale.lower : scale.upper);
  return timeAfter(basis, basis.from, shiftMs + medianMs * Math.exp(scaled * deviation));
}

/** Probability that the dialing time is not enough. */
function missingBy({ shiftMs, medianMs, deviation, scale }: Need, activeMs: number): number {
  if (activeMs <= shiftMs) return 1;
  const deviations = Math.log((activeMs - shiftMs) / medianMs) / deviation;
  return 1 - normalBelow(deviations / (deviations < 0 ? scale.lower : scale.upper));
}

/** The standard normal distribution by a logistic function of a cubic, exact to 0.0002. */
function normalBelow(deviations: number): number {
  return 1 / (1 + Math.exp(-deviations * (1.5957691 + 0.0700544 * deviations ** 2)));
}
