import { type CallsPerMinute, callsPerMinuteLimits } from "@cruiseboard/contract";
import { hasEnded, isEnd } from "../campaigns/campaign-state.ts";
import { toInstant } from "../campaigns/instant.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import { unobservedSince } from "../history/sample-filter.ts";
import type { RecentSample } from "../store/stored-sample.ts";
import { type CallOwner, type CallSpan, createMinuteCounters, minuteMs } from "./minute-counters.ts";

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
      const { observedAt: from } = before;
      const { observedAt: to } = after;
      const called = increase(before.facts?.calledCallees, after.facts?.calledCallees);
      if (from === null || to === null || called === null || unobservedSince(before, after) !== null) return;
      if (hasEnded(before.facts)) return;
      add(after, [{ from, to, called }]);
    },
    restore(campaign, samples) {
      for (const [index, sample] of samples.entries()) {
        const before = samples[index - 1];
        if (before) add(campaign, spansBetween(before, sample));
      }
      const last = samples.at(-1);
      const { observedAt } = campaign;
      if (last && isTelling(last) && observedAt !== null && observedAt > last.at)
        add(campaign, [{ from: last.at, to: observedAt, called: 0 }]);
    },
    lastHour(isAskedFor) {
      const oldest = oldestMinute();
      const minutes = Array.from({ length: callsPerMinuteLimits.minutes }, (_, index) => {
        const called = counters.sum(oldest + index, isAskedFor);
        return {
          at: toInstant((oldest + index) * minuteMs),
          called: called === null ? null : rounded(called),
        };
      });
      return { minutes };
    },
  };
}

/** Nobody looks at what has ended, so it does not tell whether anybody looked at the board. */
function isTelling({ called, stateCode }: RecentSample): boolean {
  return called !== null && !isEnd(stateCode);
}

/** Nothing was called until shortly before the later sample, if at all; in a gap nobody knows. */
function spansBetween(before: RecentSample, sample: RecentSample): CallSpan[] {
  const called = increase(before.called, sample.called);
  if (!isTelling(before)) return [];
  const movedFrom = sample.unobservedSince ?? Math.max(before.at, sample.at - betweenLooksMs);
  const quiet = { from: before.at, to: movedFrom, called: 0 };
  const moved = { from: movedFrom, to: sample.at, called: called ?? 0 };
  return [
    ...(quiet.to > quiet.from ? [quiet] : []),
    ...(called !== null && sample.unobservedSince === null ? [moved] : []),
  ];
}

/** Fractions come of looks on both sides of a minute's end; hundredths of a callee say nothing. */
function rounded(called: number): number {
  return Math.round(called * 10) / 10;
}
