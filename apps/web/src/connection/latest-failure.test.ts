import { expect, test } from "vitest";
import { latestFailure } from "./upstream-trouble.tsx";

const failedAt = (second: number) => ({
  failure: { code: "InternalError", message: "", requestId: null, at: `2026-11-22T05:00:0${second}.000Z` },
});

test("is the newest of all, and null where none failed", () => {
  const latest = latestFailure([failedAt(3), { failure: null }, failedAt(7), failedAt(5)]);
  expect(latest).toEqual(failedAt(7).failure);
  expect(latestFailure([{ failure: null }])).toBeNull();
});
