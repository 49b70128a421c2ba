import type { Campaign } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { inPlace } from "./arrange.ts";
import { campaignFixture } from "./campaign-fixture.ts";
import { keyOf } from "./campaign-key.ts";

const campaigns = (...ids: readonly number[]) => ids.map((campaignId) => campaignFixture({ campaignId }));
const known = (list: readonly Campaign[]) => new Map(list.map((campaign) => [keyOf(campaign), campaign]));
const ids = (list: readonly Campaign[]) => list.map(({ campaignId }) => campaignId);

test("held campaigns keep their places, show what is known now, and leave with the board", () => {
  const now = known([...campaigns(3, 1), campaignFixture({ campaignId: 2, calledCallees: 500 })]);
  const shown = inPlace(campaigns(1, 2, 4, 3), now);
  expect(ids(shown)).toEqual([1, 2, 3]);
  expect(shown[1]?.calledCallees).toBe(500);
});
