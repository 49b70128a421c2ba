import { type CallsPerMinute, callsPerMinuteLimits } from "@cruiseboard/contract";
import { toInstant } from "../campaigns/instant.ts";
import { hasEnded, isEnd, stateOf } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { RecentSample } from "../store/schema.ts";
import { type CallOwner, type CallSpan, createMinuteCounters, minuteMs } from "./minute-counters.ts";
import { unobservedSince } from "./sample-filter.ts";

/** 0 if the count fell; null: not known. */
function increase(before: number | null | undefined, after: number | null | undefined): number | null {
  return before == null || after == null ? null : Math.max(0, after - before);
}

/** A sample is kept when something changed, which was after the observation before it, about this long ago. */
const observedEveryMs = 15_000;

export function createCallCounter(clock: Pick<Clock, "now">) {
  const counters = createMinuteCounters(callsPerMinuteLimits.minutes + 1);
  let keptFrom = 0;

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
    lastHour(isInScope: (owner: CallOwner) => boolean): CallsPerMinute {
      const oldest = oldestMinute();
      const sums = counters.sums(oldest, callsPerMinuteLimits.minutes, isInScope);
      const minutes = sums.map((called, index) => ({
        at: toInstant((oldest + index) * minuteMs),
        // Fractions come from spans across the end of a minute.
        called: called === null ? null : Math.round(called * 10) / 10,
      }));
      return { minutes };
    },
  };
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

function whileQuiet({ called }: RecentSample): 0 | null {
  return called === null ? null : 0;
}

function mayCall(seen: { readonly stateCode: number | null } | null): boolean {
  return stateOf(seen?.stateCode) !== "notStarted";
}
