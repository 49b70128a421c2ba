import type { AttentionKind } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { campaignFixture } from "../../domain/campaign-fixture.ts";
import { planWall } from "./use-wall.ts";

const campaign = (campaignId: number, kind?: AttentionKind) =>
  campaignFixture({
    campaignId,
    attention: kind ? [{ kind, since: "2026-11-22T05:00:00.000Z" }] : [],
  });
const ids = (campaigns: readonly { campaignId: number }[]) => campaigns.map(({ campaignId }) => campaignId);

test("what needs attention always shows, worst first, and the rest is divided into pages", () => {
  const plan = planWall(
    [campaign(1), campaign(2, "uncalledAtClose"), campaign(3), campaign(4, "stalled"), campaign(5)],
    { attention: 4, page: 2 },
  );
  expect(ids(plan.attention)).toEqual([4, 2]);
  expect(plan.more).toBe(0);
  expect(plan.pages.map(ids)).toEqual([[1, 3], [5]]);
});

test("what finds no room there stands on the first page", () => {
  const plan = planWall([campaign(1), campaign(2, "stalled"), campaign(3, "willMissWindow")], {
    attention: 1,
    page: 2,
  });
  expect(ids(plan.attention)).toEqual([3]);
  expect(plan.more).toBe(1);
  expect(plan.pages.map(ids)).toEqual([[2, 1]]);
});

test("nothing at all is one empty page, and no room is room for one", () => {
  expect(planWall([], { attention: 3, page: 0 }).pages).toEqual([[]]);
  expect(planWall([campaign(1), campaign(2)], { attention: 0, page: 0 }).pages).toHaveLength(2);
});
