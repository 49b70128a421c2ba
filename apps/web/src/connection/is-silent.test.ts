import type { Upstream } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { isSilent } from "./health.tsx";

const upstreamOf = (status: Upstream["status"], ...accounts: Upstream["status"][]): Upstream => ({
  status,
  budgetPerSecond: 20,
  usedPerSecond: 0,
  clockSkewMs: null,
  message: null,
  ...(accounts.length > 0 && {
    accounts: accounts.map((each, index) => ({
      name: `account-${index}`,
      status: each,
      budgetPerSecond: 20,
      usedPerSecond: 0,
      clockSkewMs: null,
      message: null,
      sdkAppIds: [1_400_000_000 + index],
    })),
  }),
});

test.each([
  ["ok", false],
  ["throttled", false],
  ["degraded", false],
  ["unreachable", true],
  ["credentialsRejected", true],
] as const)("an upstream that is %s", (status, silent) => {
  expect(isSilent(upstreamOf(status))).toBe(silent);
});

test("of several accounts all have to be silent", () => {
  expect(isSilent(upstreamOf("unreachable", "unreachable", "ok"))).toBe(false);
  expect(isSilent(upstreamOf("unreachable", "unreachable", "credentialsRejected"))).toBe(true);
});
