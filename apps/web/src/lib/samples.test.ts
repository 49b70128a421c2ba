import type { Campaign } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { campaignFixture } from "./campaign-fixture.ts";
import { createSampleRecorder } from "./samples.ts";

const start = Date.parse("2026-11-22T05:00:00.000Z");
const seen = (second: number, calledCallees: number | null) =>
  campaignFixture({ observedAt: new Date(start + second * 1000).toISOString(), calledCallees });
const key = "1400000000/2569";
const boardOf = (campaign: Campaign) => new Map([[key, campaign]]);

/** A recorder of a campaign that somebody looks at. */
function createWatching() {
  const { record, samplesOf } = createSampleRecorder();
  samplesOf(key);
  return { record: (campaign: Campaign) => record(boardOf(campaign)), samplesOf };
}

test("keeps what was observed, once each, and nothing that is not known", () => {
  const { record, samplesOf } = createWatching();
  for (const look of [seen(0, 1), seen(0, 9), seen(5, null), seen(10, 3)]) record(look);
  expect(samplesOf(key)).toEqual([
    { at: start, called: 1, total: 900 },
    { at: start + 10_000, called: 3, total: 900 },
  ]);
  expect(samplesOf("1/1")).toEqual([]);
});

test("of a plateau its two ends remain", () => {
  const { record, samplesOf } = createWatching();
  for (const [second, called] of [
    [0, 1],
    [1, 5],
    [2, 5],
    [3, 5],
    [4, 6],
  ] as const)
    record(seen(second, called));
  expect(samplesOf(key).map(({ at, called }) => [(at - start) / 1000, called])).toEqual([
    [0, 1],
    [1, 5],
    [3, 5],
    [4, 6],
  ]);
});

test("a day of changes stays within bounds, first and last kept", () => {
  const { record, samplesOf } = createWatching();
  for (let second = 0; second < 86_400; second += 15) record(seen(second, second));
  const samples = samplesOf(key);
  expect(samples.length).toBeLessThanOrEqual(96);
  expect([samples.at(0)?.called, samples.at(-1)?.called]).toEqual([0, 86_385]);
});

test("a campaign is recorded from the first time that somebody looks at it, and only those looked at last", () => {
  const { record, samplesOf } = createSampleRecorder();
  record(boardOf(seen(0, 1)));
  record(boardOf(seen(5, 2)));
  expect(samplesOf(key).map(({ called }) => called)).toEqual([2]);
  for (const other of ["1/1", "1/2", "1/3", "1/4"]) samplesOf(other);
  record(boardOf(seen(10, 3)));
  expect(samplesOf(key).map(({ called }) => called)).toEqual([3]);
});
