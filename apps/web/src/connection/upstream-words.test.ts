import type { Upstream, UpstreamStatus } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import type { Translate } from "../i18n/messages.ts";
import { longerStaleAfterMs, upstreamWords } from "./upstream-words.ts";

const t: Translate = (id, values) => (values ? `${id} ${JSON.stringify(values)}` : id);
const state = { budgetPerSecond: 20, usedPerSecond: 9, clockSkewMs: null, message: null };

function upstreamOf(status: UpstreamStatus, ...accounts: UpstreamStatus[]): Upstream {
  const told = accounts.map((one, index) => ({
    name: `a${index}`,
    ...state,
    status: one,
    sdkAppIds: [index + 1],
  }));
  return { ...state, status, ...(told.length > 0 && { accounts: told }) };
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

test("what was never asked is not called well", () => {
  const upstream = { ...upstreamOf("ok"), usedPerSecond: 0 };
  expect(upstreamWords(t, upstream)).toBe("upstream.unasked");
  expect(upstreamWords(t, { ...upstream, clockSkewMs: 12 })).toBe("upstream.ok");
});

test("a later limit of staleness is told where the budget is not enough, and by newer backends alone", () => {
  expect(longerStaleAfterMs({ ...upstreamOf("ok"), staleAfterMs: 105_000 })).toBe(105_000);
  expect(longerStaleAfterMs({ ...upstreamOf("ok"), staleAfterMs: 60_000 })).toBeNull();
  expect(longerStaleAfterMs(upstreamOf("ok"))).toBeNull();
});
