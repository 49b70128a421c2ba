import { expect, test } from "vitest";
import { campaignFixture } from "./campaign-fixture.ts";
import { totalsOf } from "./campaign-totals.ts";

const since = "2026-11-22T05:00:00.000Z";

test("campaigns are counted by state, and once each that need attention", () => {
  const { states, attention, unobserved, campaigns } = totalsOf([
    campaignFixture(),
    campaignFixture({
      attention: [
        { kind: "stalled", since },
        { kind: "willMissWindow", since },
      ],
    }),
    campaignFixture({ state: "unknown", stateCode: 7 }),
    campaignFixture({ state: "unknown", stateCode: null, observedAt: null }),
  ]);
  expect(states).toEqual({ running: 2, notStarted: 0, completed: 0, terminated: 0, unknown: 2 });
  expect({ attention, unobserved, campaigns }).toEqual({ attention: 1, unobserved: 1, campaigns: 4 });
});

test("campaigns whose figures are not known are counted, not summed", () => {
  const totals = totalsOf([
    campaignFixture({ calledCallees: 10, totalCallees: 100 }),
    campaignFixture({ calledCallees: null, totalCallees: 50 }),
    campaignFixture({ calledCallees: 7, totalCallees: null }),
    campaignFixture({ calledCallees: 6, totalCallees: 5 }),
  ]);
  expect(totals).toMatchObject({ called: 16, total: 105, remaining: 90, uncounted: 2 });
});

test("paces and what will be left are those of running campaigns, and unknown is no 0", () => {
  const { left, leaving, uncertain, pace, requiredPace } = totalsOf([
    campaignFixture({
      uncalledAtClose: 100,
      pacePerMinute: 28,
      attention: [{ kind: "willMissWindow", since }],
    }),
    campaignFixture({ uncalledAtClose: 20 }),
    campaignFixture({ uncalledAtClose: 0, pacePerMinute: null }),
    campaignFixture({ uncalledAtClose: null, pacePerMinute: 2 }),
    campaignFixture({ state: "terminated", uncalledAtClose: 500, pacePerMinute: null }),
  ]);
  expect(left).toEqual({ sum: 120, known: 3 });
  expect(leaving).toBe(1);
  expect(uncertain).toBe(20);
  expect(pace).toEqual({ sum: 30, known: 2 });
  expect(requiredPace).toEqual({ sum: null, known: 0 });
});

test("what will be left is the sum of what the rows say of the close", () => {
  const flagged = (kind: "overrun" | "stalled" | "notFound" | "upstreamFailing", uncalledAtClose: number) =>
    campaignFixture({ attention: [{ kind, since }], calledCallees: 1, totalCallees: 9000, uncalledAtClose });
  const pastItsClose = campaignFixture({
    attention: [
      { kind: "stalled", since },
      { kind: "overrun", since },
    ],
    calledCallees: 1,
    totalCallees: 9000,
    uncalledAtClose: 8999,
  });
  const rows = [
    flagged("stalled", 100),
    flagged("upstreamFailing", 20),
    flagged("notFound", 3),
    pastItsClose,
  ];
  const { left, uncertain } = totalsOf(rows);
  expect({ left, uncertain }).toEqual({ left: { sum: 120, known: 2 }, uncertain: 20 });
});
