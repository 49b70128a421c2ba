import { type CallsPerMinute, callsPerMinuteLimits } from "@cruiseboard/contract";
import type { ScopedCampaign } from "../access/scope.ts";
import { toInstant } from "../campaigns/instant.ts";
import { hasEnded, isEnd, stateOf } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { RecentSample } from "../store/schema.ts";
import { unobservedSince } from "./sample-filter.ts";

/** The time between two observations of a campaign, epoch ms. */
interface CallSpan {
  readonly from: number;
  readonly to: number;
  readonly called: number | null;
  readonly mayCall: boolean;
  /** It ended: the rest of the last minute is known, too. */
  readonly ends?: boolean;
}

/** Per owner, one element per minute. Maps would take five times the memory. */
interface Counters {
  readonly owner: ScopedCampaign;
  readonly called: Float32Array;
  /** Covered minus required ms, over all campaigns by weight. */
  readonly surplus: Float32Array;
}

const minuteMs = 60_000;
/** The last whole ones, the present one, and some ahead of a clock that was set back. */
const minutesKept = callsPerMinuteLimits.minutes + 5;
/** This much of a minute has to be covered; running campaigns are observed every 15 s. */
const coveredAtLeastMs = 45_000;
/** Waiting campaigns are observed rarely and do not call: they only matter where nothing runs. */
const waitingWeight = 1 / 1024;
/** A sample is kept when something changed, which was after the observation before it, about this long ago. */
const observedEveryMs = 15_000;

export function createCallCounter(clock: Pick<Clock, "now">) {
  const byOwner = new Map<string, Counters>();
  /** The minute of the first elements: epoch ms ÷ 60,000, floored. */
  let oldest = 0;

  function dropOldMinutes(): void {
    const before = oldest;
    oldest = Math.floor(clock.now() / minuteMs) - callsPerMinuteLimits.minutes;
    if (oldest === before) return;
    for (const [id, { called, surplus }] of byOwner) {
      shift(called, oldest - before, Number.NaN);
      shift(surplus, oldest - before, 0);
      if (called.every(Number.isNaN)) byOwner.delete(id);
    }
  }

  function countersOf({ key, facts }: TrackedCampaign): Counters {
    const owner = { sdkAppId: key.sdkAppId, agent: facts?.agent ?? null };
    const id = JSON.stringify([owner.sdkAppId, owner.agent]);
    const known = byOwner.get(id);
    if (known) return known;
    const called = new Float32Array(minutesKept).fill(Number.NaN);
    const counters = { owner, called, surplus: new Float32Array(minutesKept) };
    byOwner.set(id, counters);
    return counters;
  }

  /** Spread evenly over each span. */
  function add(campaign: TrackedCampaign, spans: readonly CallSpan[]): void {
    dropOldMinutes();
    for (const span of spans) {
      const { from, to, called } = span;
      const last = Math.floor(to / minuteMs);
      if (last < oldest) continue;
      const counters = countersOf(campaign);
      const first = Math.max(oldest, Math.floor(from / minuteMs));
      if (to > from) for (let minute = first; minute <= last; minute += 1) noteWithin(counters, minute, span);
      // Two observations at one moment, or the clock was set back.
      else if (called !== null) note(counters, last, span, called, 0);
    }
  }

  function noteWithin(counters: Counters, minute: number, span: CallSpan): void {
    const { from, to, called, ends } = span;
    const [begin, over] = [minute * minuteMs, (minute + 1) * minuteMs];
    const start = Math.max(from, begin);
    const end = Math.min(to, over);
    if (end <= start) return;
    const covered = called === null ? 0 : (ends && to < over ? over : end) - start;
    note(counters, minute, span, ((called ?? 0) * (end - start)) / (to - from), covered);
  }

  /** `covered`: ms of the minute in this span. What a minute requires is subtracted once. */
  function note(counters: Counters, minute: number, span: CallSpan, more: number, covered: number): void {
    const { called, surplus } = counters;
    const place = minute - oldest;
    const before = called[place] ?? Number.NaN;
    // By the span with the minute's beginning, or else by the first one.
    const owed = span.from <= minute * minuteMs || Number.isNaN(before) ? coveredAtLeastMs : 0;
    called[place] = (before || 0) + more;
    surplus[place] = (surplus[place] ?? 0) + (covered - owed) * (span.mayCall ? 1 : waitingWeight);
  }

  /** null: too little of that minute is covered. */
  function sumOf(place: number, all: readonly Counters[]): number | null {
    const known = all.filter(({ called }) => !Number.isNaN(called[place]));
    const balance = known.reduce((sum, { surplus }) => sum + (surplus[place] ?? 0), 0);
    if (known.length === 0 || balance < 0) return null;
    return known.reduce((sum, { called }) => sum + (called[place] ?? 0), 0);
  }

  return {
    record(before: TrackedCampaign, after: TrackedCampaign): void {
      const span = spanOf(before, after);
      if (span) add(after, [span]);
    },
    restore(campaign: TrackedCampaign, samples: readonly RecentSample[]): void {
      for (const [index, sample] of samples.entries()) add(campaign, spansUpTo(sample, samples[index - 1]));
      const last = samples.at(-1);
      const { observedAt: to } = campaign;
      if (!last || isEnd(last.stateCode) || to === null || to <= last.at) return;
      add(campaign, [{ from: last.at, to, called: whileQuiet(last), mayCall: mayCall(last) }]);
    },
    lastHour(isInScope: (owner: ScopedCampaign) => boolean): CallsPerMinute {
      dropOldMinutes();
      const inScope = [...byOwner.values()].filter(({ owner }) => isInScope(owner));
      const minutes = Array.from({ length: callsPerMinuteLimits.minutes }, (_, place) => {
        const called = sumOf(place, inScope);
        // Fractions come from spans across the end of a minute.
        const rounded = called === null ? null : Math.round(called * 10) / 10;
        return { at: toInstant((oldest + place) * minuteMs), called: rounded };
      });
      return { minutes };
    },
  };
}

/** Towards the beginning; back if the clock was set back. */
function shift(array: Float32Array, by: number, empty: number): void {
  const size = array.length;
  if (by > 0) array.copyWithin(0, by).fill(empty, Math.max(0, size - by));
  else array.copyWithin(-by, 0).fill(empty, 0, -by);
}

/** null: nothing is known, since ended campaigns are not observed. */
function spanOf(before: TrackedCampaign, after: TrackedCampaign): CallSpan | null {
  const { observedAt: from } = before;
  const { observedAt: to } = after;
  const ends = hasEnded(after.facts);
  if (to === null) return null;
  if (from === null || hasEnded(before.facts))
    return ends ? null : untilFirstObservation(to, mayCall(after.facts));
  const called = increase(before.facts?.calledCallees, after.facts?.calledCallees);
  return {
    from,
    to,
    called: unobservedSince(before, after) === null ? called : null,
    mayCall: mayCall(before.facts) || mayCall(after.facts),
    ends,
  };
}

/** The part of that minute before the first observation is not known. */
function untilFirstObservation(at: number, mayHaveCalled: boolean): CallSpan {
  return { from: at - (at % minuteMs), to: at, called: null, mayCall: mayHaveCalled };
}

function spansUpTo(sample: RecentSample, before: RecentSample | undefined): CallSpan[] {
  const ends = isEnd(sample.stateCode);
  if (before === undefined || isEnd(before.stateCode))
    return ends ? [] : [untilFirstObservation(sample.at, mayCall(sample))];
  // Nothing was called until shortly before the later sample; in a gap that is not known.
  const movedFrom = sample.unobservedSince ?? Math.max(before.at, sample.at - observedEveryMs);
  const called = sample.unobservedSince === null ? increase(before.called, sample.called) : null;
  const either = mayCall(before) || mayCall(sample);
  const quiet = { from: before.at, to: movedFrom, called: whileQuiet(before), mayCall: either };
  const moved = { from: movedFrom, to: sample.at, called, mayCall: either, ends };
  return quiet.to > quiet.from ? [quiet, moved] : [moved];
}

const whileQuiet = ({ called }: RecentSample): 0 | null => (called === null ? null : 0);

function mayCall(seen: { readonly stateCode: number | null } | null): boolean {
  return stateOf(seen?.stateCode) !== "notStarted";
}

/** 0 if the count fell; null: not known. */
function increase(before: number | null | undefined, after: number | null | undefined): number | null {
  return before == null || after == null ? null : Math.max(0, after - before);
}
