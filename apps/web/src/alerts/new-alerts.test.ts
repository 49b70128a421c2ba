import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Alert } from "./alerts.ts";
import { createAnnouncer } from "./alerts.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const alerts = (...ids: string[]): Alert[] =>
  ids.map((id) => ({
    id,
    campaign: { sdkAppId: 1, campaignId: 1 },
    name: null,
    kind: "stalled",
    since: "2026-11-22T05:00:00.000Z",
  }));

function announcing() {
  const announced: string[][] = [];
  const announcer = createAnnouncer();
  const update = (list: readonly Alert[], trusted: boolean) =>
    announcer.update(list, trusted, (fresh) => announced.push(fresh.map(({ id }) => id)));
  return { update, stop: announcer.stop, announced, timePasses: () => vi.runAllTimers() };
}

test("alerts present at first are not announced, later ones are, together", () => {
  const { update, announced, timePasses } = announcing();
  update(alerts("a"), true);
  timePasses();
  expect(announced).toEqual([]);
  update(alerts("a", "b"), true);
  update(alerts("a", "b", "c"), true);
  timePasses();
  expect(announced).toEqual([["b", "c"]]);
  update(alerts("a", "b", "c"), true);
  timePasses();
  expect(announced).toHaveLength(1);
});

test("an alert that is over before it is announced is not announced", () => {
  const { update, announced, timePasses } = announcing();
  update([], true);
  update(alerts("a"), true);
  update([], true);
  timePasses();
  expect(announced).toEqual([]);
});

test("untrusted alerts are not announced and are no start", () => {
  const { update, announced, timePasses } = announcing();
  update(alerts("a"), false);
  update(alerts("a", "b"), true);
  update(alerts("a", "b", "c"), false);
  timePasses();
  expect(announced).toEqual([]);
  update(alerts("a", "b", "c"), true);
  timePasses();
  expect(announced).toEqual([["c"]]);
});

test("nothing is announced after the end", () => {
  const { update, stop } = announcing();
  update([], true);
  update(alerts("a"), true);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});
