import { type CallsPerMinute, callsPerMinuteLimits } from "@cruiseboard/contract";
import { toInstant } from "../campaigns/instant.ts";
import { hasEnded, isEnd, stateOf } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { RecentSample } from "../store/stored-sample.ts";
import { type CallOwner, type CallSpan, createMinuteCounters, minuteMs } from "./minute-counters.ts";
import { unobservedSince } from "./sample-filter.ts";

/** How many callees the whole board called, minute by minute. */
export interface CallCounter {
  /** An answered look: the campaign before and after it. */
  record(before: TrackedCampaign, after: TrackedCampaign): void;
  /** A campaign's latest samples, in order of time, as an earlier process kept them. */
  restore(campaign: TrackedCampaign, samples: readonly RecentSample[]): void;
  /** The last 60 whole minutes, ascending, over what is asked for. */
  lastHour(isAskedFor: (owner: CallOwner) => boolean): CallsPerMinute;
}

/** Callees called between two looks; a count that fell or began anew tells of none. null: not known. */
function increase(before: number | null | undefined, after: number | null | undefined): number | null {
  return before == null || after == null ? null : Math.max(0, after - before);
}

/** Samples are kept when something changed: it changed after the look before, which was about so long ago, ms. */
const betweenLooksMs = 15_000;

export function createCallCounter(clock: Pick<Clock, "now">): CallCounter {
  const counters = createMinuteCounters(callsPerMinuteLimits.minutes + 1);
  let keptFrom = 0;

  /** The oldest minute that anybody may still ask for. */
  function oldestMinute(): number {
    const oldest = Math.floor(clock.now() / minuteMs) - callsPerMinuteLimits.minutes;
    if (oldest !== keptFrom) counters.forgetBefore(oldest);
    keptFrom = oldest;
    return oldest;
  }

  function add({ key, facts }: TrackedCampaign, spans: readonly CallSpan[]): void {
    const oldest = oldestMinute();
    const owner = { sdkAppId: key.sdkAppId, agent: facts?.agent ?? null };
    for (const span of spans) counters.add(owner, span, oldest);
  }

  return {
    record(before, after) {
      const span = spanOfLook(before, after);
      if (span) add(after, [span]);
    },
    restore(campaign, samples) {
      for (const [index, sample] of samples.entries()) add(campaign, spansUpTo(sample, samples[index - 1]));
      const last = samples.at(-1);
      const { observedAt: to } = campaign;
      if (!last || isEnd(last.stateCode) || to === null || to <= last.at) return;
      add(campaign, [{ from: last.at, to, called: whileQuiet(last), mayCall: mayCall(last) }]);
    },
    lastHour(isAskedFor) {
      const oldest = oldestMinute();
      const sums = counters.sums(oldest, callsPerMinuteLimits.minutes, isAskedFor);
      const minutes = sums.map((called, index) => ({
        at: toInstant((oldest + index) * minuteMs),
        called: called === null ? null : rounded(called),
      }));
      return { minutes };
    },
  };
}

/** null: it tells nothing, since nobody looks at what has ended. */
function spanOfLook(before: TrackedCampaign, after: TrackedCampaign): CallSpan | null {
  const { observedAt: from } = before;
  const { observedAt: to } = after;
  const ends = hasEnded(after.facts);
  if (to === null) return null;
  if (from === null || hasEnded(before.facts)) return ends ? null : untilFirstLook(to, mayCall(after.facts));
  const called = increase(before.facts?.calledCallees, after.facts?.calledCallees);
  return {
    from,
    to,
    called: unobservedSince(before, after) === null ? called : null,
    mayCall: mayCall(before.facts) || mayCall(after.facts),
    ends,
  };
}

/** Of the minute in which it was first looked at, nobody knows what came before. */
function untilFirstLook(at: number, mayHaveCalled: boolean): CallSpan {
  return { from: at - (at % minuteMs), to: at, called: null, mayCall: mayHaveCalled };
}

/** What a sample tells of the time since the one before it (undefined: there is none). */
function spansUpTo(sample: RecentSample, before: RecentSample | undefined): CallSpan[] {
  const ends = isEnd(sample.stateCode);
  if (before === undefined || isEnd(before.stateCode))
    return ends ? [] : [untilFirstLook(sample.at, mayCall(sample))];
  // Nothing was called until shortly before the later sample, if at all; in a gap nobody knows.
  const movedFrom = sample.unobservedSince ?? Math.max(before.at, sample.at - betweenLooksMs);
  const called = sample.unobservedSince === null ? increase(before.called, sample.called) : null;
  const either = mayCall(before) || mayCall(sample);
  const quiet = {
    from: before.at,
    to: movedFrom,
    called: whileQuiet(before),
    mayCall: either,
  };
  const moved = { from: movedFrom, to: sample.at, called, mayCall: either, ends };
  return quiet.to > quiet.from ? [quiet, moved] : [moved];
}

/** null: not even then, since the count is not known. */
function whileQuiet({ called }: RecentSample): 0 | null {
  return called === null ? null : 0;
}

function mayCall(seen: { readonly stateCode: number | null } | null): boolean {
  return stateOf(seen?.stateCode) !== "notStarted";
}

/** Fractions come of looks on both sides of a minute's end; hundredths of a callee say nothing. */
function rounded(called: number): number {
  return Math.round(called * 10) / 10;
}
