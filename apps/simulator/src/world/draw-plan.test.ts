import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calledAt, stateAt } from "./campaign-plan.ts";
import { drawPlan } from "./draw-plan.ts";

const epoch = Date.UTC(2026, 10, 22, 9);
const hour = 3_600_000;
const plans = fc
  .record({ seed: fc.integer(), index: fc.nat(20_000) })
  .map(({ seed, index }) => ({ plan: drawPlan(seed, index, 2569 + index, epoch), seed, index }));
const times = fc
  .array(fc.integer({ min: -30 * hour, max: 40 * hour }), { minLength: 2, maxLength: 60 })
  .map((offsets) => offsets.map((offset) => epoch + offset).toSorted((a, b) => a - b));

describe("drawPlan", () => {
  it("is the same for the same seed, campaign and epoch, and moves as a whole with the epoch", () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: -1e6, max: 1e6 }), ({ plan, seed, index }, seconds) => {
        expect(drawPlan(seed, index, plan.campaignId, epoch)).toEqual(plan);
        const moved = drawPlan(seed, index, plan.campaignId, epoch + seconds * 1000);
        expect(moved.startTime - plan.startTime).toBe(seconds * 1000);
        expect(moved.rounds).toEqual(plan.rounds);
      }),
    );
  });

  it("makes calls that never fall and never pass the total, and states that only go forward", () => {
    fc.assert(
      fc.property(plans, times, ({ plan }, instants) => {
        const called = instants.map((time) => calledAt(plan, time));
        const states = instants.map((time) => stateAt(plan, time));
        expect(called).toEqual(called.toSorted((a, b) => a - b));
        expect(called.every((count) => count >= 0 && count <= plan.total)).toBe(true);
        // 2 and 3 are both ends: a campaign that reached one stays there.
        expect(states).toEqual(states.toSorted((a, b) => a - b));
        expect(new Set(states.filter((state) => state > 1)).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("keeps what it promises of each outcome", () => {
    fc.assert(
      fc.property(plans, ({ plan }) => {
        const { truth, startTime, endTime, total } = plan;
        const uncalled = total - calledAt(plan, endTime + 100 * hour);
        const overrun = truth.end - endTime;
        const kept = {
          completed: uncalled === 0 && overrun < 0,
          aborted: uncalled > 0 && overrun < 0,
          windowClosed: uncalled > 0 && overrun >= 0 && overrun < 5 * 60_000,
        };
        expect(truth.start).toBeGreaterThanOrEqual(startTime);
        expect(truth.end).toBeGreaterThan(truth.start);
        expect(kept).toHaveProperty(truth.outcome, true);
      }),
      { numRuns: 1000 },
    );
  });

  it("stays within what the upstream knows", () => {
    fc.assert(
      fc.property(plans, ({ plan }) => {
        expect(plan.concurrency).toBeGreaterThanOrEqual(1);
        expect(plan.concurrency).toBeLessThanOrEqual(20);
        expect(plan.total).toBeGreaterThanOrEqual(30);
        expect(plan.total).toBeLessThanOrEqual(4800);
        expect(plan.startTime % 1000).toBe(0);
        expect(plan.endTime % 1000).toBe(0);
        expect(plan.endTime).toBeGreaterThan(plan.startTime);
        expect(plan.agent).toMatch(/^agent-\d{2,}@team-[a-e]\.example\.com$/);
        expect(plan.uui.length).toBeLessThanOrEqual(1024);
      }),
    );
  });

  it("places no call during a stall, and calls at a rate that fits the concurrency", () => {
    fc.assert(
      fc.property(plans, ({ plan }) => {
        for (const { from, to } of plan.truth.stalls) {
          expect(calledAt(plan, to - 1)).toBe(calledAt(plan, from - 1));
        }
        // A round takes 30 to 75 seconds on average, spells and lulls included some 20 to 130.
        const perLine = plan.truth.ratePerMinute / plan.concurrency;
        expect(perLine).toBeGreaterThan(0.3);
        expect(perLine).toBeLessThan(60);
      }),
    );
  });
});
