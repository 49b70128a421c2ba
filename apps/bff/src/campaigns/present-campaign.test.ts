import { campaignDetailSchema, campaignSchema } from "@cruiseboard/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldObservation } from "./fold-observation.ts";
import type { CampaignFacts } from "./observation.ts";
import { presentCampaign, presentCampaignDetail } from "./present-campaign.ts";
import { trackCampaign } from "./tracked-campaign.ts";

const now = Date.UTC(2026, 10, 22, 8);
const facts: CampaignFacts = {
  name: "New energy SUV recommendation",
  agent: "foo@example.com",
  concurrency: 3,
  callOrderCode: 0,
  stateCode: 1,
  startTime: now - 3_600_000,
  endTime: now + 600_000,
  totalCallees: 200,
  calledCallees: 100,
  uui: "own data",
  requestId: "3c140219",
};
const fresh = trackCampaign({ sdkAppId: 1400000000, campaignId: 2569 }, null);
const observed = (change: Partial<CampaignFacts>, at = now) =>
  foldObservation(fresh, { kind: "answered", at, facts: { ...facts, ...change } });

describe("presentCampaign", () => {
  it("shows nothing as known before the first look", () => {
    expect(presentCampaign(fresh, now)).toMatchObject({
      state: "unknown",
      stateCode: null,
      totalCallees: null,
      calledCallees: null,
      freshness: "pending",
      callOrder: "unknown",
      observedAt: null,
    });
  });

  it("shows an answer in the contract's words", () => {
    expect(presentCampaignDetail(observed({}), now)).toMatchObject({
      state: "running",
      callOrder: "random",
      startTime: "2026-11-22T07:00:00.000Z",
      observedAt: "2026-11-22T08:00:00.000Z",
      freshness: "live",
      requiredPacePerMinute: 10,
      uui: "own data",
    });
  });

  it("keeps the number of a state that it does not know", () => {
    expect(presentCampaign(observed({ stateCode: 7, callOrderCode: 5 }), now)).toMatchObject({
      state: "unknown",
      stateCode: 7,
      callOrder: "unknown",
    });
  });

  it("shows the pace that a late start needs, and none before the window or after the end", () => {
    const required = (change: Partial<CampaignFacts>) =>
      presentCampaign(observed(change), now).requiredPacePerMinute;
    expect(required({ stateCode: 0, calledCallees: 0 })).toBe(20);
    expect(required({ stateCode: 0, startTime: now + 1000 })).toBeNull();
    expect(required({ stateCode: 0, startTime: null })).toBeNull();
    expect(required({ stateCode: 2 })).toBeNull();
  });

  it("shows counts as they came: falling, beyond the total, none at all", () => {
    expect(presentCampaign(observed({ totalCallees: 0, calledCallees: 0 }), now)).toMatchObject({
      totalCallees: 0,
    });
    expect(presentCampaign(observed({ calledCallees: 900 }), now)).toMatchObject({
      calledCallees: 900,
      totalCallees: 200,
      requiredPacePerMinute: 0,
    });
    expect(presentCampaign(observed({ calledCallees: null }), now)).toMatchObject({
      calledCallees: null,
      requiredPacePerMinute: null,
    });
  });

  it("is stale a minute after the last look at a running campaign, three after one at a waiting one", () => {
    expect(presentCampaign(observed({}), now + 59_999).freshness).toBe("live");
    expect(presentCampaign(observed({}), now + 60_000).freshness).toBe("stale");
    expect(presentCampaign(observed({ stateCode: 0 }), now + 179_999).freshness).toBe("live");
    expect(presentCampaign(observed({ stateCode: 0 }), now + 180_000).freshness).toBe("stale");
  });

  it("does not let a confirmed end go stale", () => {
    const ended = foldObservation(observed({ stateCode: 2 }), {
      kind: "answered",
      at: now,
      facts: { ...facts, stateCode: 2 },
    });
    expect(presentCampaign(ended, now + 86_400_000).freshness).toBe("live");
  });

  it("tells not found apart from failing, and neither at a single failed look", () => {
    const failure = { code: "InvalidParameterValue", message: "m", requestId: "r" };
    const missing = foldObservation(observed({}), { kind: "notFound", at: now, failure });
    expect(presentCampaign(missing, now)).toMatchObject({
      attention: [{ kind: "notFound", since: "2026-11-22T08:00:00.000Z" }],
      failure: { code: "InvalidParameterValue", requestId: "r" },
      freshness: "stale",
      calledCallees: 100,
    });
    const failed = { kind: "failed", at: now, failure, cause: "campaign" } as const;
    const once = foldObservation(fresh, failed);
    expect(presentCampaign(once, now).attention).toEqual([]);
    const thrice = foldObservation(foldObservation(once, failed), failed);
    expect(presentCampaign(thrice, now).attention).toMatchObject([{ kind: "upstreamFailing" }]);
  });

  it("is what the contract says for any answer, however odd", () => {
    const instant = fc.option(fc.integer({ min: -9e15, max: 9e15 }), { nil: null });
    const count = fc.option(fc.nat({ max: Number.MAX_SAFE_INTEGER }), { nil: null });
    const text = fc.option(fc.string({ unit: "binary" }), { nil: null });
    fc.assert(
      fc.property(
        fc.record({
          startTime: instant,
          endTime: instant,
          totalCallees: count,
          calledCallees: count,
          stateCode: count,
          name: text,
          uui: text,
        }),
        (odd) => {
          const campaign = observed(odd);
          expect(campaignSchema.safeParse(presentCampaign(campaign, now)).error).toBeUndefined();
          expect(campaignDetailSchema.safeParse(presentCampaignDetail(campaign, now)).error).toBeUndefined();
        },
      ),
    );
  });
});
