import { expect, test } from "vitest";
import { campaignFixture } from "./campaign-fixture.ts";
import { type Sample, withObservation } from "./past.ts";

const start = Date.parse("2026-11-22T05:00:00.000Z");
const seen = (second: number, calledCallees: number | null) =>
  campaignFixture({ observedAt: new Date(start + second * 1000).toISOString(), calledCallees });
const none: readonly Sample[] = [];

test("keeps what was observed, once each, and nothing that is not known", () => {
  expect([seen(0, 1), seen(0, 9), seen(5, null), seen(10, 3)].reduce(withObservation, none)).toEqual([
    { at: start, called: 1, total: 900 },
    { at: start + 10_000, called: 3, total: 900 },
  ]);
});

test("nothing new leaves the very same samples", () => {
  const samples = withObservation(none, seen(5, 1));
  expect(withObservation(samples, seen(5, 1))).toBe(samples);
  expect(withObservation(samples, seen(2, 0))).toBe(samples);
});

test("of a plateau its two ends remain", () => {
  const samples = [seen(0, 1), seen(1, 5), seen(2, 5), seen(3, 5), seen(4, 6)].reduce(withObservation, none);
  expect(samples.map(({ at, called }) => [(at - start) / 1000, called])).toEqual([
    [0, 1],
    [1, 5],
    [3, 5],
    [4, 6],
  ]);
});

test("a day of changes stays within bounds, first and last kept", () => {
  let samples = none;
  for (let second = 0; second < 86_400; second += 15)
    samples = withObservation(samples, seen(second, second));
  expect(samples.length).toBeLessThanOrEqual(96);
  expect([samples.at(0)?.called, samples.at(-1)?.called]).toEqual([0, 86_385]);
});
