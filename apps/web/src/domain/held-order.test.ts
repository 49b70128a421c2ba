import type { Campaign } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { campaignFixture } from "./campaign-fixture.ts";
import { keyOf } from "./campaign-key.ts";
import { inPlace, placeChanges } from "./held-order.ts";

const campaigns = (...ids: readonly number[]) => ids.map((campaignId) => campaignFixture({ campaignId }));
const known = (list: readonly Campaign[]) => new Map(list.map((campaign) => [keyOf(campaign), campaign]));
const ids = (list: readonly Campaign[]) => list.map(({ campaignId }) => campaignId);

test("held campaigns keep their places, show what is known now, and leave with the board", () => {
  const now = known([...campaigns(3, 1), campaignFixture({ campaignId: 2, calledCallees: 500 })]);
  const shown = inPlace(campaigns(1, 2, 4, 3), now);
  expect(ids(shown)).toEqual([1, 2, 3]);
  expect(shown[1]?.calledCallees).toBe(500);
});

test.each([
  [[], [], 0],
  [[1, 2, 3], [1, 2, 3], 0],
  // One that moves is one change, however many it passes.
  [[1, 2, 3, 4, 5], [5, 1, 2, 3, 4], 1],
  [[1, 2, 3, 4, 5], [2, 3, 4, 5, 1], 1],
  [[1, 2, 3, 4], [4, 3, 2, 1], 3],
  [[1, 2, 3], [1, 3], 1],
  [[1, 3], [1, 2, 3], 1],
  [[1, 2, 3], [4, 3, 1], 3],
] as const)("from %j to %j it is %d changes", (shown, wanted, changes) => {
  expect(placeChanges(campaigns(...shown), campaigns(...wanted))).toBe(changes);
});
