import { describe, expect, test } from "vitest";
import { campaignFixture } from "./campaign-fixture.ts";
import { calledShare, elapsedShare, expectedShare } from "./forecast.ts";

const at = (time: string) => Date.parse(`2026-11-22T${time}:00.000Z`);

describe("calledShare", () => {
  test.each([
    [412, 900, 412 / 900],
    [0, 900, 0],
    [131, 100, 1],
    [null, 900, null],
    [5, null, null],
    [0, 0, null],
  ])("%s of %s is %s", (calledCallees, totalCallees, share) => {
    expect(calledShare({ calledCallees, totalCallees })).toBe(share);
  });
});

describe("where called should be by now", () => {
  const campaign = campaignFixture(); // 01:00 to 09:00

  test("is the elapsed share of the window, within its edges", () => {
    expect(expectedShare(campaign, at("05:00"))).toBe(0.5);
    expect(elapsedShare(campaign, at("00:00"))).toBe(0);
    expect(elapsedShare(campaign, at("23:00"))).toBe(1);
  });

  test("counts from the start that was due", () => {
    const attention = [{ kind: "lateStart" as const, since: campaign.startTime ?? "" }];
    expect(expectedShare({ ...campaign, state: "notStarted", attention }, at("05:00"))).toBe(0.5);
  });

  test("means nothing unless the campaign runs, its window is known, and there are callees", () => {
    expect(expectedShare({ ...campaign, state: "completed" }, at("05:00"))).toBeNull();
    expect(expectedShare({ ...campaign, state: "notStarted" }, at("05:00"))).toBeNull();
    expect(expectedShare({ ...campaign, endTime: null }, at("05:00"))).toBeNull();
    expect(expectedShare({ ...campaign, endTime: campaign.startTime }, at("05:00"))).toBeNull();
    expect(expectedShare({ ...campaign, totalCallees: 0 }, at("05:00"))).toBeNull();
  });
});
