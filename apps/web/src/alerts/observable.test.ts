import type { Upstream, UpstreamStatus } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { isPartlyObservable, observableBy } from "./alerts.ts";

const state = { budgetPerSecond: 20, usedPerSecond: 9, clockSkewMs: null, message: null };
const retail = { ...state, name: "retail", status: "ok" as UpstreamStatus, sdkAppIds: [1, 2] };
const service = { ...state, name: "service", status: "unreachable" as UpstreamStatus, sdkAppIds: [3] };

test("with one account, all or nothing can be observed", () => {
  for (const status of ["ok", "throttled", "unreachable"] as const) {
    const upstream: Upstream = { ...state, status };
    expect(observableBy(upstream)(1)).toBe(status === "ok");
    expect(isPartlyObservable(upstream)).toBe(status === "ok");
  }
});

test("of several, an account in trouble takes its own applications with it", () => {
  const upstream: Upstream = { ...state, status: "unreachable", accounts: [retail, service] };
  expect([1, 2, 3].map(observableBy(upstream))).toEqual([true, true, false]);
  expect(isPartlyObservable(upstream)).toBe(true);
});

test("of several that are all in trouble, nothing can be observed", () => {
  const upstream: Upstream = { ...state, status: "unreachable", accounts: [service] };
  expect([1, 3].map(observableBy(upstream))).toEqual([false, false]);
  expect(isPartlyObservable(upstream)).toBe(false);
});
