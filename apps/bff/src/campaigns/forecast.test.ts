import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  calledAfter,
  type Dialing,
  dialingFacts,
  dialingStart,
  watchDialing,
} from "../../test/kit/dialed-campaign.ts";
import { noExperience } from "./experience.ts";
import { foldObservation, replayMotion } from "./fold-observation.ts";
import { type Forecast, forecastOf } from "./forecast.ts";
import { presentCampaign } from "./present-campaign.ts";
import type { TrackedCampaign } from "./tracked-campaign.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Never exhausted within three hours. */
const dialings: fc.Arbitrary<Dialing> = fc
  .record({
    roundMs: fc.integer({ min: 20 * second, max: 90 * second }),
    size: fc.integer({ min: 1, max: 20 }),
  })
  .map((rounds) => ({ ...rounds, total: rounds.size * 600, windowMs: 20 * hour }));
const lookEvery = fc.integer({ min: 2 * second, max: 25 * second });
const moments = fc.integer({ min: 0, max: 2 * hour });

const paceOf = ({ roundMs, size }: Dialing) => size / (roundMs / minute);

function forecast(campaign: TrackedCampaign): Forecast {
  if (campaign.forecast === null) throw new Error("no forecast");
  return campaign.forecast;
}

describe("pace", () => {
  it("is that of the rounds, wherever in them and however often somebody looks", () => {
    fc.assert(
      fc.property(dialings, lookEvery, moments, (dialing, everyMs, from) => {
        const known = watchDialing(dialing, { from, to: from + 15 * minute, everyMs });
        const ratio = forecast(known).pacePerMinute / paceOf(dialing);
        expect(ratio).toBeGreaterThan(0.85);
        expect(ratio).toBeLessThan(1.15);
      }),
    );
  });

  it("is not told before some rounds were seen", () => {
    const dialing = { roundMs: minute, size: 5, total: 1000, windowMs: hour };
    const early = watchDialing(dialing, { from: 10 * minute, to: 11 * minute, everyMs: 10 * second });
    expect(presentCampaign(early, dialingStart)).toMatchObject({
      pacePerMinute: null,
      eta: null,
      uncalledAtClose: null,
    });
  });

  it("does not care for a total that changes, a count that falls, or a time when nobody could look", () => {
    fc.assert(
      fc.property(dialings, lookEvery, moments, (dialing, everyMs, from) => {
        const before = watchDialing(dialing, { from, to: from + 20 * minute, everyMs });
        const grown = { ...dialing, total: dialing.total + 50 };
        const later = from + 50 * minute;
        const after = watchDialing(grown, { from: later, to: later + 5 * minute, everyMs }, before);
        const fell = foldObservation(after, {
          kind: "answered",
          at: dialingStart + later + 6 * minute,
          facts: { ...dialingFacts(grown, later), calledCallees: 3 },
        });
        for (const known of [after, fell]) {
          const ratio = forecast(known).pacePerMinute / paceOf(dialing);
          expect(ratio).toBeGreaterThan(0.8);
          expect(ratio).toBeLessThan(1.25);
        }
      }),
    );
  });

  it("follows a campaign that dials at half its pace from some time on", () => {
    const fast: Dialing = { roundMs: 30 * second, size: 4, total: 3000, windowMs: 12 * hour };
    const before = watchDialing(fast, { from: 0, to: hour, everyMs: 10 * second });
    const done = calledAfter(fast, hour);
    let known = before;
    for (let ms = 0; ms <= 25 * minute; ms += 10 * second) {
      const facts = { ...dialingFacts(fast, 0), calledCallees: done + 4 * Math.floor(ms / minute) };
      known = foldObservation(known, { kind: "answered", at: dialingStart + hour + ms, facts });
    }
    expect(forecast(before).pacePerMinute).toBeCloseTo(8, 0);
    expect(forecast(known).pacePerMinute).toBeLessThan(4.6);
  });

  it.each([0, 11 * minute])("is not that of a break near the first observation, after %d ms", (from) => {
    const breaks = fc.record({
      afterMs: fc.nat(4 * minute),
      ms: fc.integer({ min: 4 * minute, max: 10 * minute }),
    });
    const rounds = fc.integer({ min: 30 * second, max: 60 * second });
    fc.assert(
      fc.property(rounds, breaks, (roundMs, { afterMs, ms }) => {
        const stall = { from: from + afterMs, to: from + afterMs + ms };
        const dialing = { roundMs, size: 5, total: 5000, windowMs: 20 * hour, stall };
        let known = watchDialing(dialing, { from, to: from, everyMs: 1 });
        for (let at = from + 10 * second; at < stall.to + 10 * minute; at += 10 * second) {
          known = watchDialing(dialing, { from: at, to: at, everyMs: 1 }, known);
          const { pacePerMinute } = known.forecast ?? { pacePerMinute: paceOf(dialing) };
          expect(pacePerMinute).toBeGreaterThan(paceOf(dialing) / 2);
        }
      }),
    );
  });

  it("goes on after a restart from the samples that were kept", () => {
    fc.assert(
      fc.property(dialings, moments, (dialing, from) => {
        const known = watchDialing(dialing, { from, to: from + 30 * minute, everyMs: 10 * second });
        const samples: Parameters<typeof replayMotion>[1][number][] = [];
        for (let ms = from; ms <= from + 30 * minute; ms += 10 * second) {
          const called = calledAfter(dialing, ms);
          if (samples.at(-1)?.called !== called)
            samples.push({ at: dialingStart + ms, called, total: dialing.total, stateCode: 1 });
        }
        const restored = { ...known, ...replayMotion(dialingFacts(dialing, from), samples) };
        const ratio = forecast(restored).pacePerMinute / forecast(known).pacePerMinute;
        expect(ratio).toBeGreaterThan(0.9);
        expect(ratio).toBeLessThan(1.1);
      }),
    );
  });
});

const widthOf = ({ earliest, latest }: Forecast) => latest - earliest;

describe("the range of the end", () => {
  const ending = dialings.map((dialing) => ({ ...dialing, total: dialing.size * 120 }));

  it("holds the true end of a campaign that dials on, and is never earlier than it can be", () => {
    fc.assert(
      fc.property(ending, lookEvery, (dialing, everyMs) => {
        const known = watchDialing(dialing, { from: 0, to: 15 * minute, everyMs });
        const end = dialingStart + dialing.roundMs * 120;
        const { earliest, latest } = forecast(known);
        expect(earliest).toBeLessThanOrEqual(end);
        expect(latest).toBeGreaterThanOrEqual(end);
        expect(earliest).toBeGreaterThanOrEqual(known.observedAt ?? 0);
      }),
    );
  });

  it("is later the more are left, and counts what is lost to stops", () => {
    const watched = (total: number, stall = { from: 0, to: 0 }) =>
      forecast(
        watchDialing(
          { roundMs: 40 * second, size: 5, total, windowMs: 12 * hour, stall },
          { from: 0, to: 40 * minute, everyMs: 10 * second },
        ),
      );
    const [some, more] = [watched(900), watched(1200)];
    expect(more.earliest).toBeGreaterThan(some.earliest);
    expect(more.latest).toBeGreaterThan(some.latest);
    const stopped = watched(900, { from: 10 * minute, to: 25 * minute });
    expect(stopped.pacePerMinute).toBeCloseTo(some.pacePerMinute, 0);
    // 15 minutes are lost; some more may be.
    expect(stopped.latest - some.latest).toBeGreaterThan(18 * minute);
  });

  it("narrows as more is seen, and widens while nothing is", () => {
    const dialing: Dialing = { roundMs: 40 * second, size: 5, total: 6000, windowMs: 12 * hour };
    const watch = (to: number) => watchDialing(dialing, { from: 0, to, everyMs: 10 * second });
    expect(widthOf(forecast(watch(2 * hour)))).toBeLessThan(widthOf(forecast(watch(10 * minute))) * 0.8);
    const known = watch(hour);
    const { latest } = known.trend;
    const later = { ...known.trend, latest: latest && { ...latest, at: latest.at + 2 * hour } };
    const blind = forecastOf(dialingFacts(dialing, hour), later, noExperience);
    expect(blind && widthOf(blind)).toBeGreaterThan(widthOf(forecast(known)));
  });

  it("makes of any looks at all numbers that make sense, or none", () => {
    const count = fc.option(fc.nat(300), { nil: null });
    const look = fc.record({
      stepMs: fc.integer({ min: -minute, max: 5 * minute }),
      calledCallees: count,
      totalCallees: count,
      stateCode: fc.constantFrom(0, 1, 1, 1, 1, 1, 2, 9, null),
      concurrency: count,
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
        let at = dialingStart;
        let known = watchDialing(
          { roundMs: minute, size: 1, total: 9, windowMs: hour },
          { from: 0, to: 0, everyMs: 1 },
        );
        for (const { stepMs, ...told } of looks) {
          at += stepMs;
          const facts = {
            ...dialingFacts({ roundMs: minute, size: 1, total: 9, windowMs: hour }, 0),
            ...told,
          };
          known = foldObservation(known, { kind: "answered", at, facts });
          const { pacePerMinute, eta, uncalledAtClose, totalCallees, calledCallees } = presentCampaign(
            known,
            at,
          );
          const left = Math.max(0, (totalCallees ?? 0) - (calledCallees ?? 0));
          expect(pacePerMinute ?? 0).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(pacePerMinute ?? 0)).toBe(true);
          expect((eta?.earliest ?? "") <= (eta?.latest ?? "")).toBe(true);
          expect(uncalledAtClose ?? 0).toBeLessThanOrEqual(left);
        }
      }),
    );
  });
});

const advised = (windowMs: number, size = 5) =>
  presentCampaign(
    watchDialing(
      { roundMs: 40 * second, size, total: size * 180, windowMs },
      { from: 0, to: 20 * minute, everyMs: 10 * second },
    ),
    dialingStart,
  );

describe("what would help", () => {
  it("is a concurrency with which the rest is called in time, and a later close", () => {
    const { advice, eta, uncalledAtClose } = advised(90 * minute);
    // 70 minutes for 100 that take so long at 5.
    expect(advice?.concurrency).toBeGreaterThanOrEqual(8);
    expect(advice?.concurrency).toBeLessThanOrEqual(11);
    expect(advice?.closeAt).toBe(eta?.latest);
    expect(uncalledAtClose).toBeGreaterThan(0);
    expect(advised(70 * minute).advice?.concurrency).toBeGreaterThan(advice?.concurrency ?? 0);
  });

  it("is no concurrency if 20 would not do, and nothing for a campaign with time to spare", () => {
    expect(advised(25 * minute).advice).toMatchObject({ concurrency: null });
    expect(advised(90 * minute, 20).advice).toMatchObject({ concurrency: null });
    expect(advised(4 * hour).advice).toBeNull();
  });
});
