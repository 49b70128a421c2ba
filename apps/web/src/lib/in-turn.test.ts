import { expect, test } from "vitest";
import { forEachInTurn } from "./in-turn.ts";

test("every item has its turn, a few at a time, and one that fails keeps no other from it", async () => {
  let [underWay, most] = [0, 0];
  const items = Array.from({ length: 20 }, (_, index) => index);
  const failure = new Error("refused");
  const result = await forEachInTurn(items, async (item) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await Promise.resolve();
    underWay -= 1;
    if (item === 7) throw failure;
  });
  expect(most).toBe(6);
  expect(result.failure).toBe(failure);
  expect(result.done.toSorted((one, other) => one - other)).toEqual(items.filter((item) => item !== 7));
});
