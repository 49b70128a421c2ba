import { describe, expect, it } from "vitest";
import { foldObservation } from "../campaigns/fold-observation.ts";
import type { CampaignFacts, Observation } from "../campaigns/observation.ts";
import { trackCampaign } from "../campaigns/tracked-campaign.ts";
import { needsSample, unobservedSince } from "./sample-filter.ts";

const start = 1_790_000_000_000;
const running = { at: start, called: 5, total: 100, stateCode: 1 };

describe("needsSample", () => {
  it("takes the first look", () => {
    expect(needsSample(null, running)).toBe(true);
  });

  it.each([
    ["called rose", { called: 6 }],
    ["called fell", { called: 4 }],
    ["called is not told any more", { called: null }],
    ["total changed", { total: 101 }],
    ["the state changed", { stateCode: 2 }],
    ["the state is not told any more", { stateCode: null }],
  ])("takes a look by which %s", (_what, change) => {
    expect(needsSample(running, { ...running, at: start + 1000, ...change })).toBe(true);
  });

  it("takes a running campaign that does not move once a minute at the least, with looks every 15 s", () => {
    const taken: number[] = [];
    let last = running;
    for (let second = 15; second <= 300; second += 15) {
      const look = { ...running, at: start + second * 1000 };
      if (!needsSample(last, look)) continue;
      taken.push(second);
      last = look;
    }
    expect(taken).toEqual([45, 90, 135, 180, 225, 270]);
  });

  it.each([0, 2, 3, 7, null])("leaves state %s alone while nothing changes", (stateCode) => {
    const quiet = { ...running, stateCode };
    expect(needsSample(quiet, { ...quiet, at: start + 86_400_000 })).toBe(false);
  });

  it("is not silenced by a clock that was set back", () => {
    expect(needsSample(running, { ...running, at: start - 3_600_000 })).toBe(true);
  });
});

const facts: CampaignFacts = {
  name: "Renewal",
  agent: null,
  concurrency: null,
  callOrderCode: null,
  stateCode: 1,
  startTime: null,
  endTime: null,
  totalCallees: 100,
  calledCallees: 5,
  uui: null,
  requestId: null,
};
const answered = (seconds: number, stateCode = 1, calledCallees = 5): Observation => ({
  kind: "answered",
  at: start + seconds * 1000,
  facts: { ...facts, stateCode, calledCallees },
});
const failed = (seconds: number): Observation => ({
  kind: "failed",
  at: start + seconds * 1000,
  failure: { code: "InternalError", message: "", requestId: null },
  cause: "campaign",
});
const missing = (seconds: number): Observation => ({
  kind: "notFound",
  at: start + seconds * 1000,
  failure: { code: "ResourceNotFound", message: "", requestId: null },
});

/** Where the gap began that the last of these looks ends, in seconds. */
function gapBefore(...looks: Observation[]): number | null {
  let before = trackCampaign({ sdkAppId: 1, campaignId: 1 }, null);
  let after = before;
  for (const look of looks) {
    before = after;
    after = foldObservation(before, look);
  }
  const since = unobservedSince(before, after);
  return since === null ? null : (since - start) / 1000;
}

describe("unobservedSince", () => {
  it("finds none before the first look, nor between looks in time", () => {
    expect(gapBefore(answered(0))).toBeNull();
    expect(gapBefore(answered(0), answered(59))).toBeNull();
    expect(gapBefore(answered(0, 0), answered(179))).toBeNull();
    expect(gapBefore(answered(0), failed(20), answered(40))).toBeNull();
  });

  it("begins at the last look that was answered, once the board called it stale", () => {
    expect(gapBefore(answered(0), answered(60))).toBe(0);
    expect(gapBefore(answered(0, 0), answered(180))).toBe(0);
    expect(gapBefore(answered(0), answered(30), failed(45), failed(90), answered(120))).toBe(30);
    expect(gapBefore(answered(0), answered(10), missing(20), answered(35))).toBe(10);
  });

  it("finds none after an end that the answer confirms, however long ago", () => {
    expect(gapBefore(answered(0), answered(10, 2), answered(15, 2), answered(86_400, 2))).toBeNull();
    expect(gapBefore(answered(0), answered(10, 2), answered(86_400, 2))).toBeNull();
    expect(gapBefore(answered(10, 2), answered(15, 2), failed(5000), answered(6000, 2))).toBeNull();
  });

  it("finds one if an end was seen but calls were counted after it", () => {
    expect(gapBefore(answered(0), answered(10, 2), answered(86_400, 2, 6))).toBe(10);
  });
});
