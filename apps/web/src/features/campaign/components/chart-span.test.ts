import { expect, test } from "vitest";
import type { HistoryRange } from "../history-range.ts";
import { chartSpan } from "./chart-span.ts";

const minute = 60_000;
const past = (...times: number[]) => ({
  samples: times.map((at) => ({ at, called: 1, total: 2 })),
  gaps: [],
});
const endTime = new Date(100 * minute).toISOString();
const none = { projection: null };

test("the axis begins with the first sample and is a minute wide at least", () => {
  const campaign = { state: "notStarted", endTime } as const;
  expect(chartSpan({ campaign, past: past(5000), range: "all", now: 8000, ...none })).toEqual([5000, 65_000]);
  expect(chartSpan({ campaign, past: past(0), range: "1h", now: 90 * minute, ...none })).toEqual([
    0,
    90 * minute,
  ]);
});

test("the whole of a running campaign reaches to its window's close when that is near", () => {
  const campaign = { state: "running", endTime } as const;
  const end = (range: HistoryRange, now: number) =>
    chartSpan({ campaign, past: past(0), range, now, ...none })[1];
  expect(end("all", 60 * minute)).toBe(100 * minute);
  expect(end("all", 10 * minute)).toBe(10 * minute);
  expect(end("1h", 60 * minute)).toBe(60 * minute);
});

test("the whole of an ended campaign ends with its last sample", () => {
  const campaign = { state: "completed", endTime } as const;
  const span = chartSpan({ campaign, past: past(0, 50 * minute), range: "all", now: 900 * minute, ...none });
  expect(span).toEqual([0, 50 * minute]);
});

test("a projection is drawn to its end as far as there is room", () => {
  const campaign = { state: "running", endTime } as const;
  const projection = {
    within: [{ at: 60 * minute, low: 1, high: 1 }],
    beyond: [{ at: 130 * minute, low: 2, high: 2 }],
    missed: null,
  };
  const end = (range: HistoryRange, now: number) =>
    chartSpan({ campaign, past: past(0), projection, range, now })[1];
  expect(end("all", 60 * minute)).toBe(130 * minute);
  expect(end("1h", 60 * minute)).toBe(90 * minute);
});
