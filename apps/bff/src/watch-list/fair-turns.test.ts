import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createFairTurns } from "./fair-turns.ts";

test("an asker of two waits for a few pieces of work, however much another one has asked for", async () => {
  const inTurn = createFairTurns(2);
  const done: string[] = [];
  const work = (name: string) => async () => {
    await nextTurn();
    done.push(name);
  };
  const large = Array.from({ length: 500 }, (_, index) => inTurn("large", work(`large ${index}`)));
  await nextTurn();
  const small = ["small 0", "small 1"].map((name) => inTurn("small", work(name)));
  await Promise.all(small);
  expect(done.filter((name) => name.startsWith("large")).length).toBeLessThan(10);
  await Promise.all(large);
  expect(done).toHaveLength(502);
});

test("work that fails gives its turn away", async () => {
  const inTurn = createFairTurns(1);
  const failed = inTurn("one", () => Promise.reject(new Error("no")));
  const next = inTurn("one", () => Promise.resolve("yes"));
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe("yes");
});
