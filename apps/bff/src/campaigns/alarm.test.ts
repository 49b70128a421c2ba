import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dialing, dialingFacts, dialingStart, watchDialing } from "../../test/kit/dialed-campaign.ts";
import { attentionOf } from "./attention.ts";
import { foldObservation } from "./fold-observation.ts";
import { presentCampaign } from "./present-campaign.ts";
import { type TrackedCampaign, trackCampaign } from "./tracked-campaign.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const dialings = fc.record({
  roundMs: fc.integer({ min: 20 * second, max: 90 * second }),
  size: fc.integer({ min: 1, max: 20 }),
});
/** Never exhausted within an hour. */
const inWindow = <R extends { size: number }>(rounds: R) => ({
  ...rounds,
  total: rounds.size * 250,
  windowMs: 12 * hour,
});
const lookEvery = fc.integer({ min: 2 * second, max: 20 * second });
const kinds = (campaign: TrackedCampaign) => attentionOf(campaign).map(({ kind }) => kind);

/** Looks one by one; answers each state in between. */
function* watched(dialing: Dialing, { to, everyMs }: { to: number; everyMs: number }) {
  let known = trackCampaign({ sdkAppId: 1, campaignId: 2 }, null);
  for (let ms = 0; ms <= to; ms += everyMs) {
    known = watchDialing(dialing, { from: ms, to: ms, everyMs }, known);
    yield { ms, known };
  }
}

/** Rounds of any lengths, from those given in turn: called after so many ms. */
function unevenCount(lengths: readonly number[], size: number, ms: number): number {
  let time = 0;
  let rounds = 0;
  while (time <= ms) {
    time += lengths[rounds % lengths.length] ?? minute;
    rounds += 1;
  }
  return rounds * size;
}

describe("stalled", () => {
  it("is never told of a campaign that moves", () => {
    fc.assert(
      fc.property(dialings, lookEvery, (rounds, everyMs) => {
        const seen = [...watched(inWindow(rounds), { to: hour, everyMs })];
        expect(seen.filter(({ known }) => kinds(known).includes("stalled"))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("is told within three rounds of the first one that did not come, since the last step, until the next", () => {
    fc.assert(
      fc.property(dialings, lookEvery, (rounds, everyMs) => {
        const from = 30 * minute;
        const stall = { from, to: from + 20 * minute };
        const dialing = { ...inWindow(rounds), stall };
        // The round that the stall holds up would have begun by then.
        const due = Math.ceil(from / rounds.roundMs) * rounds.roundMs;
        const seen = [...watched(dialing, { to: hour, everyMs })].map(({ ms, known }) => ({
          ms,
          told: kinds(known).includes("stalled"),
          known,
        }));
        const patience = Math.max(minute, 3 * rounds.roundMs);
        const during = seen.filter(({ ms }) => ms > due + patience && ms < stall.to);
        const after = seen.filter(({ ms }) => ms > stall.to + rounds.roundMs + everyMs);
        expect(during.every(({ told }) => told)).toBe(true);
        expect(after.some(({ told }) => told)).toBe(false);
        for (const { ms, known } of seen.filter(({ told }) => told)) {
          expect(known.alarms.stalledSince).toBeLessThanOrEqual(dialingStart + due + everyMs);
          const shown = presentCampaign(known, dialingStart + ms);
          expect(shown).toMatchObject({ pacePerMinute: 0, eta: null, uncalledAtClose: expect.any(Number) });
        }
      }),
      { numRuns: 30 },
    );
  });

  it("learns a rhythm that is more uneven than most, and stops telling of it", () => {
    const lengths = [30, 30, 30, 30, 140].map((seconds) => seconds * second);
    let known = trackCampaign({ sdkAppId: 1, campaignId: 2 }, null);
    const told: number[] = [];
    for (let ms = 0; ms <= 3 * hour; ms += 5 * second) {
      const base = dialingFacts({ roundMs: minute, size: 3, total: 1000, windowMs: 12 * hour }, 0);
      const facts = { ...base, calledCallees: unevenCount(lengths, 3, ms) };
      const before = known.alarms.stalledSince;
      known = foldObservation(known, { kind: "answered", at: dialingStart + ms, facts });
      if (before === null && known.alarms.stalledSince !== null) told.push(ms);
    }
    expect(told.filter((ms) => ms > 30 * minute)).toEqual([]);
    expect(told.length).toBeLessThanOrEqual(3);
  });

  it("is not told of what could not be looked at, nor of who has nobody left to call, nor outside the window", () => {
    const dialing = { roundMs: minute, size: 5, total: 1000, windowMs: hour };
    const known = watchDialing(dialing, { from: 0, to: 30 * minute, everyMs: 10 * second });
    const failed = foldObservation(known, {
      kind: "failed",
      at: dialingStart + 50 * minute,
      failure: { code: "InternalError", message: "m", requestId: null },
      cause: "campaign",
    });
    expect(kinds(failed)).not.toContain("stalled");
    const done = watchDialing({ ...dialing, total: 100 }, { from: 0, to: 50 * minute, everyMs: 10 * second });
    expect(kinds(done)).not.toContain("stalled");
    const stall = { from: 50 * minute, to: 10 * hour };
    const over = watchDialing({ ...dialing, stall }, { from: 0, to: 70 * minute, everyMs: 10 * second });
    expect(kinds(over)).toEqual(["overrun"]);
  });

  it("is told of one that runs and never calls anybody, after five minutes", () => {
    const idle = { roundMs: 100 * hour, size: 5, total: 1000, windowMs: hour };
    const until = (to: number) => kinds(watchDialing(idle, { from: 0, to, everyMs: 10 * second }));
    expect(until(4 * minute)).toEqual([]);
    expect(until(5 * minute)).toEqual(["stalled"]);
  });
});

/** Two hours of dialing in a window of the given length. */
const steady = (windowMs: number): Dialing => ({ roundMs: 40 * second, size: 5, total: 900, windowMs });

describe("willMissWindow", () => {
  it("is told of a campaign whose window is clearly too short, and not of one with time to spare", () => {
    const seen = (windowMs: number) =>
      kinds(watchDialing(steady(windowMs), { from: 0, to: 20 * minute, everyMs: 10 * second }));
    expect(seen(95 * minute)).toEqual(["willMissWindow"]);
    expect(seen(150 * minute)).toEqual([]);
  });

  it("does not come and go where it is a close call", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 140 }), lookEvery, (minutes, everyMs) => {
        let changes = 0;
        let before: number | null = null;
        for (const { known } of watched(steady(minutes * minute), { to: minutes * minute, everyMs })) {
          if ((known.alarms.willMissSince === null) !== (before === null)) changes += 1;
          before = known.alarms.willMissSince;
        }
        expect(changes).toBeLessThanOrEqual(2);
      }),
      { numRuns: 30 },
    );
  });

  it("is told of one that has stood for hours, though it would be in time if it dialed again; no concurrency helps that", () => {
    const windowMs = 5 * hour;
    const dialing = { ...steady(windowMs), stall: { from: 110 * minute, to: windowMs } };
    const lunch = watchDialing(dialing, { from: 0, to: 150 * minute, everyMs: 10 * second });
    expect(kinds(lunch)).toEqual(["stalled"]);
    const hours = watchDialing(
      dialing,
      { from: 150 * minute, to: 285 * minute, everyMs: 10 * second },
      lunch,
    );
    expect(kinds(hours)).toEqual(["willMissWindow", "stalled"]);
    expect(presentCampaign(hours, hours.observedAt ?? 0).advice).toBeNull();
  });

  it("is over once everybody was called, or the window closed", () => {
    const missing = watchDialing(steady(95 * minute), {
      from: 0,
      to: 95 * minute - second,
      everyMs: 10 * second,
    });
    expect(kinds(missing)).toEqual(["willMissWindow"]);
    const closed = foldObservation(missing, {
      kind: "answered",
      at: dialingStart + 95 * minute,
      facts: { ...dialingFacts(steady(95 * minute), 95 * minute), stateCode: 3 },
    });
    expect(kinds(closed)).toEqual(["uncalledAtClose"]);
  });
});
