import { expect, it } from "vitest";
import { until } from "./until.ts";

it("answers what the condition came to", async () => {
  let evaluations = 0;
  expect(
    await until(() => {
      evaluations += 1;
      if (evaluations === 1) throw new Error("not yet");
      return evaluations > 3 ? evaluations : null;
    }),
  ).toBe(4);
});

it("takes 0 and the empty text for answers", async () => {
  expect(await until(() => 0)).toBe(0);
  expect(await until(() => Promise.resolve(""))).toBe("");
});

it("gives up with the last fault as the cause", async () => {
  const given = until(() => Promise.reject(new Error("still down")), 0);
  await expect(given).rejects.toMatchObject({ cause: new Error("still down") });
  await expect(until(() => false, 0)).rejects.toThrow("Not so within 0 ms: () => false");
});
