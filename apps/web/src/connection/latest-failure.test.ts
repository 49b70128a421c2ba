import { expect, test } from "vitest";
import { latestFailure } from "./board-banner.tsx";

const failedAt = (second: number, code = "InternalError") => ({
  failure: { code, message: "", requestId: null, at: `2026-11-22T05:00:0${second}.000Z` },
});

test("is the newest of all, and null where none failed", () => {
  const latest = latestFailure([failedAt(3), { failure: null }, failedAt(7), failedAt(5)], "degraded");
  expect(latest).toEqual(failedAt(7).failure);
  expect(latestFailure([{ failure: null }], "degraded")).toBeNull();
});

test("is none that has another cause than the upstream's state", () => {
  const campaigns = [failedAt(3), failedAt(5, "InvalidParameterValue")];
  expect(latestFailure(campaigns, "degraded")).toEqual(failedAt(3).failure);
  expect(latestFailure(campaigns, "throttled")).toBeNull();
});
