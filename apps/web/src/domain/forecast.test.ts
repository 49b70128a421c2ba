import type { Campaign } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { campaignFixture } from "./campaign-fixture.ts";
import { hasOutlook, punctualityOf, verdictOf } from "./forecast.ts";

const eta = (earliest: string, latest: string) => ({
  earliest: `2026-11-22T${earliest}:00.000Z`,
  latest: `2026-11-22T${latest}:00.000Z`,
});

test("an expected end lies before, across or after the window's, which is 09:00", () => {
  const punctuality = (earliest: string, latest: string) =>
    punctualityOf(campaignFixture({ eta: eta(earliest, latest) }));
  expect(punctuality("07:00", "09:00")).toBe("inTime");
  expect(punctuality("08:00", "09:01")).toBe("tight");
  expect(punctuality("09:01", "10:00")).toBe("late");
  expect(punctualityOf(campaignFixture())).toBeNull();
  expect(punctualityOf(campaignFixture({ eta: eta("07:00", "08:00"), endTime: null }))).toBeNull();
});

const since = "2026-11-22T05:00:00.000Z";

test("uncalled callees are certain where the campaign is flagged, and else only possible", () => {
  const running = { uncalledAtClose: 120, eta: eta("09:30", "10:00") };
  expect(verdictOf(campaignFixture(running))).toEqual({ kind: "may", uncalled: 120 });
  for (const kind of ["willMissWindow", "stalled"] as const)
    expect(verdictOf(campaignFixture({ ...running, attention: [{ kind, since }] })).kind).toBe("will");
  const ends = { ...running, uncalledAtClose: 0, calledCallees: 412, totalCallees: 900 };
  expect(verdictOf(campaignFixture(ends))).toEqual({ kind: "ends" });
  const away: Campaign["attention"] = [{ kind: "agentAway", since: "2026-11-22T06:00:00.000Z" }];
  expect(verdictOf(campaignFixture({ ...ends, attention: away }))).toEqual({ kind: "ifBack", uncalled: 488 });
  expect(verdictOf(campaignFixture())).toEqual({ kind: "open" });
});

test("of a late start what is left to call is a count, unless it is unknown", () => {
  const late = campaignFixture({ state: "notStarted", attention: [{ kind: "lateStart", since }] });
  expect(verdictOf(late)).toEqual({ kind: "due", uncalled: 488 });
  expect(verdictOf({ ...late, totalCallees: null })).toEqual({ kind: "due", uncalled: null });
  expect(verdictOf(campaignFixture({ state: "notStarted" }))).toEqual({ kind: "waits" });
});

test("past its close, and once it ended, what is left is a count", () => {
  const overrun = campaignFixture({ attention: [{ kind: "overrun", since }] });
  expect(verdictOf(overrun)).toEqual({ kind: "left", uncalled: 488 });
  expect(verdictOf(campaignFixture({ state: "terminated", uncalledAtClose: 12 }))).toEqual({
    kind: "left",
    uncalled: 12,
  });
  expect(verdictOf(campaignFixture({ state: "completed", uncalledAtClose: 0 }))).toEqual({ kind: "done" });
  expect(verdictOf(campaignFixture({ state: "terminated" }))).toEqual({ kind: "none" });
});

test("one that waits is due only where its start is late", () => {
  const waiting = { state: "notStarted", uncalledAtClose: 900 } as const;
  expect(verdictOf(campaignFixture(waiting)).kind).toBe("waits");
  expect(verdictOf(campaignFixture({ ...waiting, attention: [{ kind: "lateStart", since }] })).kind).toBe(
    "due",
  );
});

test("a campaign that waits has an outlook if the pace it will need is known", () => {
  expect(hasOutlook(campaignFixture({ state: "notStarted" }))).toBe(false);
  expect(hasOutlook(campaignFixture({ state: "notStarted", requiredPacePerMinute: 41 }))).toBe(true);
  expect(hasOutlook(campaignFixture({ state: "completed", requiredPacePerMinute: 41 }))).toBe(false);
});
