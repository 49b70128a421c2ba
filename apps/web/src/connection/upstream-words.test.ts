import type { Upstream, UpstreamStatus } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import type { Translate } from "../i18n/messages.ts";
import { longerStaleAfterMs, upstreamWords } from "./health.tsx";

const t: Translate = (id, values) => (values ? `${id} ${JSON.stringify(values)}` : id);
const state = { budgetPerSecond: 20, usedPerSecond: 9, clockSkewMs: null, message: null };

function upstreamOf(status: UpstreamStatus, ...accounts: UpstreamStatus[]): Upstream {
  const all = accounts.map((one, index) => ({
    name: `a${index}`,
    ...state,
    status: one,
    sdkAppIds: [index + 1],
  }));
  return { ...state, status, ...(all.length > 0 && { accounts: all }) };
}

test("one account, or all alike: the state itself", () => {
  expect(upstreamWords(t, upstreamOf("throttled"))).toBe("upstream.throttled");
  expect(upstreamWords(t, upstreamOf("ok", "ok", "ok"))).toBe("upstream.ok");
  expect(upstreamWords(t, upstreamOf("unreachable", "unreachable", "unreachable"))).toBe(
    "upstream.unreachable",
  );
  expect(upstreamWords(t, upstreamOf("degraded", "degraded"))).toBe("upstream.degraded");
});

test("some of several: how many of how many, and the worst", () => {
  const upstream = upstreamOf("credentialsRejected", "ok", "credentialsRejected", "throttled");
  expect(upstreamWords(t, upstream)).toBe(
    'upstream.ofAccounts {"count":1,"total":3,"status":"upstream.credentialsRejected"}',
  );
});

test("before the first request the status is not called OK", () => {
  const upstream = { ...upstreamOf("ok"), usedPerSecond: 0 };
  expect(upstreamWords(t, upstream)).toBe("upstream.notRequested");
  expect(upstreamWords(t, { ...upstream, clockSkewMs: 12 })).toBe("upstream.ok");
});

test("a longer staleness limit is reported where the budget is too small, and by newer backends only", () => {
  expect(longerStaleAfterMs({ ...upstreamOf("ok"), staleAfterMs: 105_000 })).toBe(105_000);
  expect(longerStaleAfterMs({ ...upstreamOf("ok"), staleAfterMs: 60_000 })).toBeNull();
  expect(longerStaleAfterMs(upstreamOf("ok"))).toBeNull();
});
