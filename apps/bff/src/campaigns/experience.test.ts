import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dialing, dialingFacts, dialingStart } from "../../test/kit/dialed-campaign.ts";
import { createRandom } from "../../test/kit/random.ts";
import {
  added,
  driftOf,
  type Experience,
  horizonsMs,
  learn,
  lossAt,
  noExperience,
  noSums,
  scaleOf,
  usualLoss,
} from "./experience.ts";
import { foldObservation, learnFrom } from "./fold-observation.ts";
import { averageSinceStart, foldDrift, type PaceLevel } from "./pace-level.ts";
import { trackCampaign } from "./tracked-campaign.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

interface Before {
  toMs?: number;
  beforeMs?: number;
  calledBefore?: (index: number) => number;
}

/** Campaigns that are dialed like this one, one after the other; `calledBefore`: of each, `beforeMs` before it was observed. */
function learned(
  dialing: Dialing,
  count: number,
  { toMs = hour, beforeMs = 0, calledBefore }: Before = {},
): Experience {
  let experience = noExperience;
  for (let index = 0; index < count; index += 1) {
    let known = trackCampaign({ sdkAppId: 1, campaignId: index + 1 }, null);
    for (let ms = 0; ms <= toMs; ms += 10 * second) {
      const at = dialingStart + ms;
      const present = dialingFacts(dialing, ms);
      const calledCallees = (present.calledCallees ?? 0) + (calledBefore?.(index) ?? 0);
      const facts = { ...present, startTime: dialingStart - beforeMs, calledCallees };
      const next = foldObservation(known, { kind: "answered", at, facts }, experience);
      experience = learnFrom(experience, known, next);
      known = next;
    }
  }
  return experience;
}

const steady: Dialing = { roundMs: 40 * second, size: 5, total: 5000, windowMs: 12 * hour };

const lossAfter = (experience: Experience, ms: number) =>
  lossAt(experience, dialingStart + ms, usualLoss(experience));
const lossOf = (experience: Experience) => lossAfter(experience, 0);

/** At the present pace, 900 are called in two hours. */
const driftAfter = (calledBefore: (index: number) => number) =>
  driftOf(learned(steady, 20, { toMs: 7 * minute, beforeMs: 2 * hour, calledBefore }));

describe("what an installation learns", () => {
  it("is how much time is lost, and when", () => {
    const none = learned(steady, 20);
    expect(lossOf(none).share).toBeLessThan(0.01);
    const stall = { from: 20 * minute, to: 30 * minute };
    const some = learned({ ...steady, stall }, 20);
    expect(lossOf(some).share).toBeCloseTo(10 / 30, 1);
    expect(lossOf(some).stopMs).toBeGreaterThan(8 * minute);
    const lunch = learned({ ...steady, stall: { from: 15 * minute, to: 55 * minute } }, 20);
    expect(lossAfter(lunch, 30 * minute).share).toBeGreaterThan(0.7);
    expect(lossAfter(lunch, 5 * hour).share).toBeLessThan(0.1);
  });

  const evening = { ...steady, total: 900, stall: { from: hour, to: 12 * hour } };
  const shift = learned(evening, 4, { toMs: 3.5 * hour });

  it("is when shifts end: nothing is dialed until a half-hour in which something was", () => {
    expect(lossOf(shift).share).toBeLessThan(0.1);
    expect(lossAfter(shift, 2 * hour).share).toBe(1);
    expect(lossAfter(shift, 10 * hour).share).toBe(1);
    expect(lossAfter(shift, 24 * hour).share).toBeLessThan(0.1);
    const begun = { at: dialingStart + 3 * hour, called: 450, startTime: dialingStart };
    expect(averageSinceStart({ begun, roundSize: 5 }, shift)?.pacePerMinute).toBeCloseTo(2.6, 1);
  });

  it.each([0, 1.5 * hour])(
    "is that what stands after the shift will miss its window, first seen after %i ms",
    (from) => {
      let known = trackCampaign({ sdkAppId: 1, campaignId: 9 }, null);
      for (let ms = from; ms <= 2 * hour; ms += 10 * second)
        known = foldObservation(
          known,
          {
            kind: "answered",
            at: dialingStart + ms,
            facts: dialingFacts({ ...evening, windowMs: 4 * hour }, ms),
          },
          shift,
        );
      expect(known.alarms.willMissSince).not.toBeNull();
      expect(known.forecast?.concurrencyNeeded).toBeNull();
    },
  );

  it("is nothing of a campaign that never dials, after 25 minutes", () => {
    const never = learned({ ...steady, stall: { from: second, to: 9 * hour } }, 1, { toMs: 2 * hour });
    expect(never.all.runningMs).toBeLessThanOrEqual(26 * minute);
  });

  it("is lost time from the first minutes on, before rounds are known, though not of one that never dials", () => {
    const silent = { ...steady, stall: { from: second, to: 4 * minute } };
    expect(learned(silent, 20, { toMs: 10 * minute }).all.lostMs).toBeGreaterThan(20 * 3 * minute);
    const never = learned({ ...steady, stall: { from: second, to: 9 * hour } }, 1);
    expect(never.all.lostMs).toBeLessThanOrEqual(25 * minute);
  });

  it("is within minutes how paces drift, from the averages since campaigns began", () => {
    expect(driftAfter(() => 900)).toBeLessThan(driftOf(noExperience) * 0.7);
    expect(driftAfter((index) => (index % 2 === 0 ? 900 * 1.3 : 900 / 1.3))).toBeGreaterThan(
      driftOf(noExperience) * 1.3,
    );
  });

  it.each([0, 0.1, 0.3])("is a drift of about %d in an hour, if paces drift so", (drift) => {
    const random = createRandom(1);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let all = noSums;
    for (let campaign = 0; campaign < 40; campaign += 1) {
      let levels: readonly PaceLevel[] = [];
      let logPace = 0;
      for (let stretch = 0; stretch < 24; stretch += 1) {
        logPace += drift * Math.sqrt(1 / 12) * normal();
        const pacePerMinute = Math.exp(logPace + 0.15 * normal());
        const figure = {
          pacePerMinute,
          variance: 0.15 ** 2,
          at: stretch * 5 * minute,
          ms: 5 * minute,
          edgeVariance: 0,
        };
        const seen = foldDrift({ begun: null, roundSize: null }, levels, figure, noExperience);
        levels = seen.levels;
        all = added(all, seen.sums);
      }
    }
    const found = Math.sqrt(driftOf({ ...noExperience, all }) * hour);
    expect(found).toBeGreaterThan(drift * 0.75);
    expect(found).toBeLessThan(drift * 1.25 + 0.05);
  });

  it("makes ranges of even campaigns narrower", () => {
    const experience = learned(steady, 20);
    const widthAfter = (known: Experience) => {
      let campaign = trackCampaign({ sdkAppId: 1, campaignId: 99 }, null);
      for (let ms = 0; ms <= 20 * minute; ms += 10 * second)
        campaign = foldObservation(
          campaign,
          { kind: "answered", at: dialingStart + ms, facts: dialingFacts(steady, ms) },
          known,
        );
      return (campaign.forecast?.latest ?? 0) - (campaign.forecast?.earliest ?? 0);
    };
    expect(driftOf(experience)).toBeLessThan(driftOf(noExperience));
    expect(widthAfter(experience)).toBeLessThan(widthAfter(noExperience) * 0.5);
  });

  it("widens ranges on the side on which they failed, and narrows those that hold", () => {
    const outcomes = fc.constantFrom("early" as const, "within" as const, "late" as const);
    fc.assert(
      fc.property(outcomes, fc.nat(4), fc.integer({ min: 1, max: 300 }), (outcome, horizon, times) => {
        let experience = noExperience;
        const before = scaleOf(experience, horizonsMs[horizon] ?? 0);
        for (let index = 0; index < times; index += 1)
          experience = learn(experience, dialingStart + index * hour, noSums, [[horizon, outcome]]);
        const after = scaleOf(experience, horizonsMs[horizon] ?? 0);
        expect(after.lower > before.lower).toBe(outcome === "early");
        expect(after.upper > before.upper).toBe(outcome === "late");
        expect(after.upper).toBeGreaterThan(0.3);
        expect(after.lower).toBeLessThan(3.1);
      }),
    );
  });

  it("fades", () => {
    const stall = { from: 20 * minute, to: 30 * minute };
    const some = learned({ ...steady, stall }, 5);
    const later = learn(some, dialingStart + 60 * 24 * hour, noSums, []);
    expect(later.all.lostMs).toBeLessThan(some.all.lostMs * 0.01);
  });
});
