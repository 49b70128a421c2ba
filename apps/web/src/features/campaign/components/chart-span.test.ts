import { expect, test } from "vitest";
import { chartSpan } from "./chart-span.ts";

const minute = 60_000;
const past = (...times: number[]) => ({
  samples: times.map((at) => ({ at, called: 1, total: 2 })),
  gaps: [],
});
const endTime = new Date(100 * minute).toISOString();

test("the axis begins with the first sample and is a minute wide at least", () => {
  const campaign = { state: "notStarted", endTime } as const;
  expect(chartSpan({ campaign, past: past(5000), range: "all", now: 8000 })).toEqual([5000, 65_000]);
  expect(chartSpan({ campaign, past: past(0), range: "1h", now: 90 * minute })).toEqual([0, 90 * minute]);
});

test("the whole of a running campaign reaches to its window's close when that is near", () => {
  const campaign = { state: "running", endTime } as const;
  expect(chartSpan({ campaign, past: past(0), range: "all", now: 60 * minute })[1]).toBe(100 * minute);
  expect(chartSpan({ campaign, past: past(0), range: "all", now: 10 * minute })[1]).toBe(10 * minute);
  expect(chartSpan({ campaign, past: past(0), range: "1h", now: 60 * minute })[1]).toBe(60 * minute);
});

test("the whole of an ended campaign ends with its last sample", () => {
  const campaign = { state: "completed", endTime } as const;
  const span = chartSpan({ campaign, past: past(0, 50 * minute), range: "all", now: 900 * minute });
  expect(span).toEqual([0, 50 * minute]);
});
