import type { Upstream, UpstreamStatus } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { isSilent } from "../connection/health.tsx";
import { observableBy } from "./alerts.ts";

const state = { budgetPerSecond: 20, usedPerSecond: 9, clockSkewMs: null, message: null };
const retail = { ...state, name: "retail", status: "ok" as UpstreamStatus, sdkAppIds: [1, 2] };
const service = { ...state, name: "service", status: "unreachable" as UpstreamStatus, sdkAppIds: [3] };

test.each([
  ["ok", true],
  ["throttled", true],
  ["degraded", true],
  ["unreachable", false],
  ["credentialsRejected", false],
] as const)("with one account that is %s, campaigns can be observed: %s", (status, expected) => {
  const upstream: Upstream = { ...state, status };
  expect(observableBy(upstream)(1)).toBe(expected);
  expect(isSilent(upstream)).toBe(!expected);
});

test("of several, an account in trouble takes its own applications with it", () => {
  const upstream: Upstream = { ...state, status: "unreachable", accounts: [retail, service] };
  expect([1, 2, 3].map(observableBy(upstream))).toEqual([true, true, false]);
  expect(isSilent(upstream)).toBe(false);
});

test("of several that are all in trouble, nothing can be observed", () => {
  const upstream: Upstream = { ...state, status: "unreachable", accounts: [service] };
  expect([1, 3].map(observableBy(upstream))).toEqual([false, false]);
  expect(isSilent(upstream)).toBe(true);
});
