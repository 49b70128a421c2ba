import { describe, expect, it } from "vitest";
import { calledAt, campaignAt, stateAt } from "./campaign-plan.ts";
import type { OrderedCampaign } from "./round-schedule.ts";
import { planOrderedCampaign } from "./round-schedule.ts";

const minute = 60_000;
const startTime = Date.UTC(2026, 10, 22, 9);
const order: OrderedCampaign = {
  campaignId: 9000,
  name: "Made",
  agent: "agent-01@team-a.example.com",
  concurrency: 2,
  callOrder: 1,
  uui: "data",
  startTime,
  endTime: startTime + 30 * minute,
  total: 40,
  ratePerMinute: 4,
  startDelayMs: 0,
  overrunMs: 0,
  abortAt: null,
  stalls: [],
};

describe("planOrderedCampaign", () => {
  it("goes from not started over running to completed at the rate asked for", () => {
    const plan = planOrderedCampaign(order);
    expect(stateAt(plan, startTime - 1)).toBe(0);
    expect(stateAt(plan, startTime)).toBe(1);
    expect([0, 1, 5, 9.75].map((minutes) => calledAt(plan, startTime + minutes * minute))).toEqual([
      2, 6, 22, 40,
    ]);
    expect(stateAt(plan, startTime + 10 * minute - 1)).toBe(1);
    expect(stateAt(plan, startTime + 10 * minute)).toBe(2);
    expect(campaignAt(plan, startTime + 99 * minute)).toEqual({
      Name: "Made",
      Agent: "agent-01@team-a.example.com",
      ConcurrencyNumber: 2,
      StartTime: startTime / 1000,
      EndTime: startTime / 1000 + 1800,
      CallOrder: 1,
      UUI: "data",
      State: 2,
      TotalCalleeCount: 40,
      CalledCalleeCount: 40,
    });
  });

  it("is terminated when its window closes first, late by the overrun asked for", () => {
    const plan = planOrderedCampaign({ ...order, total: 400, overrunMs: minute });
    expect(plan.truth).toMatchObject({ outcome: "windowClosed", end: startTime + 31 * minute });
    expect(stateAt(plan, startTime + 30.5 * minute)).toBe(1);
    expect(stateAt(plan, startTime + 31 * minute)).toBe(3);
    expect(calledAt(plan, startTime + 99 * minute)).toBe(124);
  });

  it("is terminated early when a person stops it", () => {
    const plan = planOrderedCampaign({ ...order, abortAt: startTime + 3 * minute });
    expect(plan.truth).toMatchObject({ outcome: "aborted", end: startTime + 3 * minute });
    expect(stateAt(plan, startTime + 3 * minute)).toBe(3);
    expect(calledAt(plan, startTime + 99 * minute)).toBe(12);
  });

  it("starts late and stalls as ordered", () => {
    const stall = { from: startTime + 4 * minute, to: startTime + 9 * minute };
    const plan = planOrderedCampaign({ ...order, startDelayMs: 2 * minute, stalls: [stall] });
    expect(stateAt(plan, startTime + 2 * minute - 1)).toBe(0);
    expect(plan.truth.stalls).toEqual([stall]);
    expect([4, 6, 8.9, 9].map((minutes) => calledAt(plan, startTime + minutes * minute))).toEqual([
      8, 8, 8, 10,
    ]);
  });

  it("survives a list without callees, and an abort before the start", () => {
    const none = planOrderedCampaign({ ...order, total: 0 });
    expect([calledAt(none, startTime + minute), stateAt(none, startTime + minute)]).toEqual([0, 2]);
    const never = planOrderedCampaign({ ...order, abortAt: startTime - minute });
    expect([stateAt(never, startTime - minute), calledAt(never, startTime + minute)]).toEqual([3, 0]);
  });
});
