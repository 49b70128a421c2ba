import type { BoardAnswer } from "@cruiseboard/contract";
import { describe, expect, test } from "vitest";
import { campaignFixture } from "../domain/campaign-fixture.ts";
import { keyOf } from "../domain/campaign-key.ts";
import { mergeAnswer, withCampaign } from "./board.ts";

const [one, two, three] = [1, 2, 3].map((campaignId) => campaignFixture({ campaignId })) as [
  ReturnType<typeof campaignFixture>,
  ReturnType<typeof campaignFixture>,
  ReturnType<typeof campaignFixture>,
];

function answer(own: Partial<BoardAnswer>): BoardAnswer {
  return {
    cursor: "c1",
    full: true,
    campaigns: [],
    removed: [],
    upstream: { status: "ok", budgetPerSecond: 20, usedPerSecond: 14, clockSkewMs: null, message: null },
    serverTime: "2026-11-22T05:00:00.000Z",
    ...own,
  };
}

describe("mergeAnswer", () => {
  const before = mergeAnswer(undefined, answer({ campaigns: [one, two, three] }));

  test("a delta changes and removes by id, and leaves every other campaign its object", () => {
    const changed = { ...two, calledCallees: 500 };
    const removed = [{ sdkAppId: one.sdkAppId, campaignId: one.campaignId }];
    const after = mergeAnswer(before, answer({ cursor: "c2", full: false, campaigns: [changed], removed }));
    expect([...after.campaigns.keys()]).toEqual([keyOf(two), keyOf(three)]);
    expect(after.campaigns.get(keyOf(two))).toEqual(changed);
    expect(after.campaigns.get(keyOf(three))).toBe(before.campaigns.get(keyOf(three)));
    expect(after.cursor).toBe("c2");
    expect(before.campaigns.size).toBe(3);
  });

  test("an empty delta keeps the very same campaigns, so that nothing renders", () => {
    const after = mergeAnswer(before, answer({ cursor: "c2", full: false }));
    expect(after.campaigns).toBe(before.campaigns);
    expect(after.upstream).toBe(before.upstream);
  });

  test("a full answer replaces everything but keeps the objects of what did not change", () => {
    const after = mergeAnswer(
      before,
      answer({ campaigns: [structuredClone(two), { ...three, name: "other" }] }),
    );
    expect([...after.campaigns.keys()]).toEqual([keyOf(two), keyOf(three)]);
    expect(after.campaigns.get(keyOf(two))).toBe(before.campaigns.get(keyOf(two)));
    expect(after.campaigns.get(keyOf(three))?.name).toBe("other");
  });

  test("a refresh that is older than a later observation changes nothing", () => {
    const later = { ...one, observedAt: "2026-11-22T05:00:09.000Z" };
    const polled = mergeAnswer(before, answer({ full: false, campaigns: [later] }));
    expect(withCampaign(polled, { ...one, observedAt: "2026-11-22T05:00:08.000Z" })).toBe(polled);
  });

  test("a refresh that is answered after a removal does not bring the campaign back", () => {
    const without = mergeAnswer(before, answer({ full: false, removed: [one] }));
    expect(withCampaign(without, { ...one, observedAt: "2026-11-22T05:00:09.000Z" })).toBe(without);
  });

  test("removing what is not there does no harm", () => {
    const removed = [{ sdkAppId: 1, campaignId: 99 }];
    expect(mergeAnswer(before, answer({ full: false, removed })).campaigns.size).toBe(3);
  });

  test("one campaign can be put in", () => {
    const fresh = { ...one, calledCallees: 1 };
    expect(withCampaign(before, fresh).campaigns.get(keyOf(one))).toEqual(fresh);
  });
});
