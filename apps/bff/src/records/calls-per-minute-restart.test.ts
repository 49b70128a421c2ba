import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { everybody, minute, observed, second, start } from "../../test/kit/observed-calls.ts";
import { trackCampaign } from "../campaigns/tracked-campaign.ts";
import type { RecentSample } from "../store/schema.ts";
import { createCallCounter } from "./calls-per-minute.ts";

const sample = (
  at: number,
  called: number | null,
  unobservedSince: number | null = null,
  stateCode = 1,
): RecentSample => ({ at, called, total: 1000, stateCode, unobservedSince });

function restored(observedAt: number, ...samples: RecentSample[]) {
  const clock = createFakeClock(start + 5 * minute);
  const counter = createCallCounter(clock);
  const campaign = observed(trackCampaign({ sdkAppId: 1, campaignId: 1 }, null), {
    at: observedAt,
    called: samples.at(-1)?.called ?? null,
  });
  counter.restore(campaign, samples);
  const called = () => counter.lastHour(everybody).minutes.map((one) => one.called);
  return { clock, counter, campaign, called };
}

describe("calls per minute after a restart", () => {
  it("they go on with what the samples tell", async () => {
    const { clock, counter, campaign, called } = restored(
      start + 130 * second,
      sample(start, 0),
      sample(start + 20 * second, 5),
      // Nothing changed for over a minute; it was called shortly before the second minute's end.
      sample(start + 100 * second, 8),
    );
    expect(called().slice(-5)).toEqual([5, 3, null, null, null]);
    counter.record(campaign, observed(campaign, { at: start + 170 * second, called: 12 }));
    await clock.advance(0);
    expect(called().slice(-5)).toEqual([5, 3, 4, null, null]);
  });

  it("gaps stay unknown, and counts that are not known, too", () => {
    const { called } = restored(
      start + 200 * second,
      sample(start, 0),
      sample(start + 50 * second, 4),
      sample(start + 200 * second, 50, start + 50 * second),
    );
    expect(called().slice(-5)).toEqual([4, null, null, null, null]);
    const unknown = restored(start + 60 * second, sample(start, null), sample(start + 20 * second, 5));
    expect(unknown.called().at(-5)).toBeNull();
    const lost = restored(start + 60 * second, sample(start, 5), sample(start + 20 * second, null));
    expect(lost.called().at(-5)).toBeNull();
    const briefly = [0, 15, 30, 45].map((at) => sample(start + at * second, at === 15 ? null : at));
    expect(
      restored(start + 60 * second, ...briefly)
        .called()
        .at(-5),
    ).toBeNull();
  });

  it("a minute in which the first sample stands is known only from there", () => {
    const { called } = restored(start + 120 * second, sample(start + 20 * second, 0));
    expect(called().slice(-5, -2)).toEqual([null, 0, null]);
  });

  it("the time after an end says nothing of whether anybody looked", () => {
    const { called } = restored(
      start + 200 * second,
      sample(start, 0),
      sample(start + 20 * second, 5, null, 2),
      sample(start + 200 * second, 5, null, 2),
    );
    expect(called().slice(-5)).toEqual([5, null, null, null, null]);
  });

  it("a campaign without samples adds nothing", () => {
    expect(
      restored(start)
        .called()
        .every((called) => called === null),
    ).toBe(true);
  });
});
