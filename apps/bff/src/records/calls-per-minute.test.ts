import { createFakeClock } from "@cruiseboard/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everybody, type Look, minute, observed, second, start } from "../../test/kit/observed-calls.ts";
import type { ScopedCampaign } from "../access/scope.ts";
import { type TrackedCampaign, trackCampaign } from "../campaigns/tracked-campaign.ts";
import { createCallCounter } from "./calls-per-minute.ts";

/** A counter at the end of these minutes, that saw these looks at campaigns of these agents. */
function createScene(minutes = 0) {
  const clock = createFakeClock(start + minutes * minute);
  const counter = createCallCounter(clock);
  const campaigns = new Map<number, TrackedCampaign>();
  const look = (campaignId: number, entry: Look, agent: string | null = "a@x") => {
    const before = campaigns.get(campaignId) ?? trackCampaign({ sdkAppId: 1, campaignId }, null);
    const after = observed(before, entry, agent);
    campaigns.set(campaignId, after);
    counter.record(before, after);
  };
  const called = (isAskedFor: (owner: ScopedCampaign) => boolean = everybody) =>
    counter.lastHour(isAskedFor).minutes.map((one) => one.called);
  return { clock, counter, look, called };
}

describe("calls per minute", () => {
  it("are the last 60 whole minutes, unknown where nobody looked", () => {
    const { counter } = createScene();
    const { minutes } = counter.lastHour(everybody);
    expect(minutes).toHaveLength(60);
    expect(minutes[0]).toEqual({ at: "2026-11-22T07:00:00.000Z", called: null });
    expect(minutes.at(-1)).toEqual({ at: "2026-11-22T07:59:00.000Z", called: null });
  });

  it("count what was called between looks, spread over the time between them", async () => {
    const { clock, look, called } = createScene();
    look(1, { at: start, called: 10 });
    look(1, { at: start + 30 * second, called: 16 });
    look(1, { at: start + 70 * second, called: 20 });
    look(1, { at: start + 110 * second, called: 20 });
    await clock.advance(2 * minute);
    // Of the four called between 30 s and 70 s, three quarters fall into the first minute.
    expect(called().slice(-2)).toEqual([9, 1]);
  });

  it("are 0, not unknown, while somebody looked and nobody was called", async () => {
    const { clock, look, called } = createScene();
    look(1, { at: start, called: 0, stateCode: 0 });
    look(1, { at: start + 50 * second, called: 0, stateCode: 0 });
    await clock.advance(2 * minute);
    expect(called().slice(-3)).toEqual([null, 0, null]);
  });

  it("are unknown while nothing was looked at but what has ended", async () => {
    const { clock, look, called } = createScene();
    look(1, { at: start, called: 5, stateCode: 2 });
    look(1, { at: start + 50 * second, called: 5, stateCode: 2 });
    await clock.advance(minute);
    expect(called().at(-1)).toBeNull();
  });

  it("are unknown where less than 45 s of the minute lie between looks", async () => {
    const { clock, look, called } = createScene();
    for (const at of [30, 45, 60, 80, 100, 120, 140, 160])
      look(1, { at: start + at * second, called: at / 5 });
    await clock.advance(3 * minute);
    expect(called().slice(-3)).toEqual([null, 12, null]);
  });

  it("are known to their end where a campaign ends, since nothing is called after it", async () => {
    const { clock, look, called } = createScene();
    look(1, { at: start, called: 0 });
    look(1, { at: start + 20 * second, called: 5, stateCode: 2 });
    look(1, { at: start + 25 * second, called: 5, stateCode: 2 });
    await clock.advance(2 * minute);
    expect(called().slice(-2)).toEqual([5, null]);
  });

  it("take nothing from a count that fell, began anew or is not known", async () => {
    const { clock, look, called } = createScene();
    for (const [index, count] of [100, 40, 45, null, 90, 91, 92, 93, 93, 93, 93, 93, 93].entries())
      look(1, { at: start + index * 5 * second, called: count });
    await clock.advance(minute);
    expect(called().at(-1)).toBe(8);
  });

  it("are unknown while the count is", async () => {
    const { clock, look, called } = createScene();
    for (const at of [0, 15, 30, 45, 60]) look(1, { at: start + at * second, called: null });
    await clock.advance(minute);
    expect(called().at(-1)).toBeNull();
  });

  it("take nothing from a stretch in which nobody could look", async () => {
    const { clock, look, called } = createScene();
    look(1, { at: start, called: 0 });
    look(1, { at: start + 5 * minute, called: 500 });
    await clock.advance(5 * minute);
    expect(called().slice(-5)).toEqual([null, null, null, null, null]);
  });

  it("are summed over what is asked for", async () => {
    const { clock, look, called } = createScene();
    for (const [campaignId, agent] of [
      [1, "a@x"],
      [2, "b@x"],
      [3, null],
    ] as const) {
      look(campaignId, { at: start, called: 0 }, agent);
      look(campaignId, { at: start + 50 * second, called: campaignId }, agent);
    }
    await clock.advance(minute);
    expect(called().at(-1)).toBe(6);
    expect(called(({ agent }) => agent === "a@x").at(-1)).toBe(1);
    expect(called(({ agent }) => agent !== "a@x").at(-1)).toBe(5);
    expect(called(({ sdkAppId }) => sdkAppId === 2).at(-1)).toBeNull();
  });

  it("survive a clock that is set back or stands still between two looks", async () => {
    const { clock, look, called } = createScene();
    look(1, { at: start + 10 * second, called: 1 });
    look(1, { at: start + 10 * second, called: 2 });
    look(1, { at: start + 5 * second, called: 4 });
    look(1, { at: start + 55 * second, called: 5 });
    await clock.advance(minute);
    expect(called().at(-1)).toBe(4);
  });

  it("are not known of a minute that a clock was set back into", async () => {
    const { clock, look, called } = createScene();
    look(1, { at: start + 5 * minute, called: 1 });
    look(1, { at: start + 10 * second, called: 1 });
    look(1, { at: start + 30 * second, called: 1 });
    await clock.advance(minute);
    expect(called().at(-1)).toBeNull();
  });

  it("take a memory that does not grow, however long it runs and however many agents come and go", async () => {
    const { clock, counter, look } = createScene();
    let most = 0;
    for (let round = 0; round < 300; round += 1) {
      look(round, { at: clock.now(), called: 0 }, `agent-${round}@x`);
      look(round, { at: clock.now() + second, called: 1 }, `agent-${round}@x`);
      await clock.advance(minute);
      let owners = 0;
      counter.lastHour(() => {
        owners += 1;
        return true;
      });
      most = Math.max(most, owners);
    }
    expect(most).toBeLessThanOrEqual(60);
  });
});

/** Looks at a campaign that calls one callee a second, every 15 s, but not within the outage. */
function lookDuring(
  { look }: ReturnType<typeof createScene>,
  campaignId: number,
  outage: { readonly from: number; readonly to: number } | null,
  { stateCode = 1, everyMs = 15 * second, lateBy = 0 } = {},
): void {
  for (let at = start + lateBy; at <= start + 10 * minute; at += everyMs) {
    const sinceStart = stateCode === 0 ? 0 : (at - start) / second;
    if (outage === null || at < outage.from || at > outage.to)
      look(campaignId, { at, called: sinceStart, stateCode }, `${campaignId}`);
  }
}

const outage = { from: start + 200 * second, to: start + 400 * second };

describe("an outage of observation", () => {
  it("makes every minute unknown that it took a quarter of, at its edges, too", () => {
    const scene = createScene(10);
    lookDuring(scene, 1, outage);
    expect(scene.called().slice(-10)).toEqual([60, 60, 60, null, null, null, null, 60, 60, 60]);
  });

  it("does the same while it lasts", () => {
    const scene = createScene(10);
    lookDuring(scene, 1, { from: outage.from, to: Number.POSITIVE_INFINITY });
    expect(scene.called().slice(-8)).toEqual([60, null, null, null, null, null, null, null]);
  });

  it("of some campaigns tells those who see them, and whoever sees more than a quarter of them among others", () => {
    const scene = createScene(10);
    for (const campaignId of [1, 2, 3]) lookDuring(scene, campaignId, null);
    for (const campaignId of [4, 5]) lookDuring(scene, campaignId, outage);
    const calledOf = (...agents: number[]) =>
      scene.called(({ agent }) => agents.includes(Number(agent))).slice(-7, -4);
    expect(calledOf(1)).toEqual([60, 60, 60]);
    expect(calledOf(4)).toEqual([null, null, null]);
    expect(calledOf(1, 4)).toEqual([null, null, null]);
    expect(calledOf(1, 2, 3, 4)).toEqual([180 + 15, 180, 180]);
    expect(calledOf(1, 2, 3, 4, 5)).toEqual([null, null, null]);
  });

  it("is not hidden by campaigns that wait, and are looked at rarely", () => {
    const scene = createScene(10);
    lookDuring(scene, 1, outage);
    for (const campaignId of [2, 3, 4, 5, 6])
      lookDuring(scene, campaignId, null, { stateCode: 0, everyMs: 150 * second });
    expect(scene.called().slice(-7, -3)).toEqual([null, null, null, null]);
  });

  it("is not made up by campaigns that wait and are looked at rarely", () => {
    const scene = createScene(10);
    lookDuring(scene, 1, null);
    for (const campaignId of [2, 3, 4, 5, 6])
      lookDuring(scene, campaignId, null, { stateCode: 0, everyMs: 580 * second, lateBy: 5 * second });
    expect(scene.called().slice(-10)).toEqual(Array.from({ length: 10 }, () => 60));
  });

  it("never lets a known minute fall by more than a quarter, whenever it comes", () => {
    const phases = fc.array(fc.integer({ min: 0, max: 15 * second - 1 }), { minLength: 1, maxLength: 12 });
    const times = fc.record({
      from: fc.integer({ min: 0, max: 9 * minute }),
      lasts: fc.integer({ min: 0, max: 9 * minute }),
    });
    fc.assert(
      fc.property(phases, times, (lateBy, { from, lasts }) => {
        const scene = createScene(10);
        const away = { from: start + from, to: start + from + lasts };
        for (const [campaignId, late] of lateBy.entries())
          lookDuring(scene, campaignId, away, { lateBy: late });
        const known = scene.called().filter((called) => called !== null);
        for (const called of known) expect(called).toBeGreaterThan(45 * lateBy.length - 0.1);
        // What was looked at throughout is known: of ten minutes all but the first, the last and the outage's.
        expect(known.length).toBeGreaterThanOrEqual(10 - 2 - Math.ceil(lasts / minute) - 2);
      }),
    );
  });
});

const looks = fc.array(
  fc.record({
    after: fc.integer({ min: 1, max: 59 * second }),
    more: fc.integer({ min: -30, max: 60 }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe("whatever was seen", () => {
  it("the minutes between the first look and the last add up to what was called, each at least 0", () => {
    fc.assert(
      fc.property(looks, (steps) => {
        const scene = createScene(60);
        let at = start;
        let count = 1000;
        let expected = 0;
        scene.look(1, { at, called: count });
        for (const { after, more } of steps) {
          at += after;
          count += more;
          expected += Math.max(0, more);
          scene.look(1, { at, called: count });
        }
        const minutes = Math.ceil((at - start) / minute);
        fc.pre(minutes <= 60);
        // To the last minute's end, so that all of it is known.
        scene.look(1, { at: start + minutes * minute, called: count });
        const known = scene.called().filter((called) => called !== null);
        expect(known).toHaveLength(minutes);
        expect(Math.min(...known)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(sumOf(known) - expected)).toBeLessThan(0.06 * known.length + 0.001);
      }),
    );
  });

  it("two agents together are the sum of each alone, and known where both are", () => {
    fc.assert(
      fc.property(looks, looks, (one, other) => {
        const scene = createScene(60);
        for (const [campaignId, steps] of [one, other].entries()) {
          let at = start;
          let count = 0;
          for (const { after, more } of steps) {
            at += after;
            count += Math.abs(more);
            scene.look(campaignId, { at, called: count }, `${campaignId}`);
          }
        }
        const [first = [], second = []] = ["0", "1"].map((agent) =>
          scene.called((owner) => owner.agent === agent),
        );
        const wrong = scene.called().filter((together, index) => {
          const parts = [first[index], second[index]].filter((called) => called != null);
          if (parts.length === 1) return together !== null && together < sumOf(parts) - 0.21;
          return !isNear(together, parts.length === 0 ? null : sumOf(parts));
        });
        expect(wrong).toEqual([]);
      }),
    );
  });
});

/** Each is rounded to a tenth. */
function isNear(one: number | null, other: number | null): boolean {
  return one === null || other === null ? one === other : Math.abs(one - other) < 0.21;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
