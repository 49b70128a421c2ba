import { describe, expect, it } from "vitest";
import { attentionOf, endingOf } from "./attention.ts";
import { foldObservation } from "./fold-observation.ts";
import type { CampaignFacts } from "./observation.ts";
import { trackCampaign } from "./tracked-campaign.ts";

const opens = Date.UTC(2026, 10, 22, 8);
const closes = opens + 3_600_000;
const minute = 60_000;
const [notStarted, running, completed, terminated] = [0, 1, 2, 3];

/** Looks at one campaign of 100 callees: when, in which state, how many called. */
function seen(...looks: (readonly [at: number, stateCode: number, called?: number | null])[]) {
  return looks.reduce(
    (campaign, [at, stateCode, calledCallees = 40]) =>
      foldObservation(campaign, { kind: "answered", at, facts: { ...facts, stateCode, calledCallees } }),
    trackCampaign({ sdkAppId: 1, campaignId: 2 }, null),
  );
}

const facts: CampaignFacts = {
  name: null,
  agent: null,
  concurrency: null,
  callOrderCode: null,
  stateCode: null,
  startTime: opens,
  endTime: closes,
  totalCallees: 100,
  calledCallees: null,
  uui: null,
  requestId: null,
};
const told = (campaign: ReturnType<typeof seen>) =>
  attentionOf(campaign).map(({ kind, since }) => [kind, Date.parse(since)]);

describe("endingOf", () => {
  it("takes a completed list, and one that was called to the end, as exhausted", () => {
    expect(endingOf(seen([opens, completed, 99]))).toBe("exhausted");
    expect(endingOf(seen([opens, terminated, 100]))).toBe("exhausted");
  });

  it("takes an end well before EndTime as stopped early, whoever looks first", () => {
    expect(endingOf(seen([opens + minute, terminated]))).toBe("stoppedEarly");
    expect(
      endingOf(seen([opens, running], [closes - 2 * minute, terminated], [closes + minute, terminated])),
    ).toBe("stoppedEarly");
  });

  it("takes an end at EndTime as the window's close only if it was seen at work until then", () => {
    expect(endingOf(seen([closes - 20_000, running], [closes + 500, terminated]))).toBe("windowClosed");
    expect(endingOf(seen([closes - 10 * minute, running], [closes + minute, terminated]))).toBeNull();
    expect(endingOf(seen([closes + minute, terminated]))).toBeNull();
  });

  it("says nothing of what has not ended, nor without an EndTime", () => {
    expect(endingOf(seen([opens, running]))).toBeNull();
    const endless = foldObservation(trackCampaign({ sdkAppId: 1, campaignId: 2 }, null), {
      kind: "answered",
      at: opens,
      facts: { ...facts, stateCode: terminated, endTime: null },
    });
    expect(endingOf(endless)).toBeNull();
  });
});

describe("attentionOf", () => {
  it("finds nothing to tell of a campaign that goes by its window", () => {
    expect(told(seen([opens - minute, notStarted]))).toEqual([]);
    expect(told(seen([opens + minute, running]))).toEqual([]);
    expect(told(seen([opens, running], [closes - minute, completed, 100]))).toEqual([]);
  });

  it("tells a late start from a minute after StartTime on, since StartTime", () => {
    expect(told(seen([opens + minute - 1, notStarted]))).toEqual([]);
    expect(told(seen([opens + minute, notStarted]))).toEqual([["lateStart", opens]]);
    expect(told(seen([opens + minute, notStarted], [opens + 2 * minute, running]))).toEqual([]);
  });

  it("tells an overrun from a minute after EndTime on, since EndTime", () => {
    expect(told(seen([closes + minute - 1, running]))).toEqual([]);
    expect(told(seen([closes + minute, running]))).toEqual([["overrun", closes]]);
  });

  it("tells who was stopped early, and whom the window closed on with callees left", () => {
    expect(told(seen([opens, running], [opens + minute, terminated]))).toEqual([
      ["stoppedEarly", opens + minute],
    ]);
    expect(told(seen([closes - 1000, running], [closes + 1000, terminated]))).toEqual([
      ["uncalledAtClose", closes + 1000],
    ]);
    expect(told(seen([closes - 1000, running, null], [closes + 1000, terminated, null]))).toEqual([]);
  });

  it("judges by looks, not by the time of asking: no look, no late start", () => {
    const before = seen([opens - minute, notStarted]);
    const failed = foldObservation(before, {
      kind: "failed",
      at: opens + 10 * minute,
      failure: { code: "InternalError", message: "m", requestId: null },
      cause: "campaign",
    });
    expect(told(failed)).toEqual([]);
  });
});
