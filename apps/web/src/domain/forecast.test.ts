import { expect, test } from "vitest";
import { campaignFixture } from "./campaign-fixture.ts";
import { hasOutlook, hasUncalled, punctualityOf, willMiss } from "./forecast.ts";

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

test("only a running campaign will miss its window", () => {
  expect(willMiss(campaignFixture({ eta: eta("09:30", "10:00") }))).toBe(true);
  expect(willMiss(campaignFixture({ eta: eta("08:30", "10:00") }))).toBe(false);
  expect(willMiss(campaignFixture({ state: "terminated", eta: eta("09:30", "10:00") }))).toBe(false);
});

test("uncalled callees count while it runs and when it has ended, not before, and 0 is none", () => {
  expect(hasUncalled(campaignFixture({ uncalledAtClose: 120 }))).toBe(true);
  expect(hasUncalled(campaignFixture({ uncalledAtClose: 120, state: "notStarted" }))).toBe(false);
  expect(hasUncalled(campaignFixture({ uncalledAtClose: 0 }))).toBe(false);
  expect(hasUncalled(campaignFixture())).toBe(false);
});

test("a campaign that waits has an outlook if the pace it will need is known", () => {
  expect(hasOutlook(campaignFixture({ state: "notStarted" }))).toBe(false);
  expect(hasOutlook(campaignFixture({ state: "notStarted", requiredPacePerMinute: 41 }))).toBe(true);
  expect(hasOutlook(campaignFixture({ state: "completed", requiredPacePerMinute: 41 }))).toBe(false);
});
