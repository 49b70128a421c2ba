import { describe, expect, test } from "vitest";
import type { HistoryRange } from "../domain/past.ts";
import { chartSpan } from "./chart-span.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const past = (...times: number[]) => ({
  samples: times.map((at) => ({ at, called: 1, total: 2 })),
  gaps: [],
});
const at = (time: number) => new Date(time).toISOString();
const [startTime, endTime] = [at(0), at(100 * minute)];
const none = { projection: null };

const whole = (state: "notStarted" | "running" | "completed", now: number, ...seen: number[]) =>
  chartSpan({ campaign: { state, startTime, endTime }, past: past(...seen), range: "all", now, ...none });
const projection = (end: number) => ({
  within: [{ at: 60 * minute, low: 1, high: 1 }],
  beyond: [{ at: end, low: 2, high: 2 }],
  missed: null,
});

describe("the whole of a campaign", () => {
  test("holds its window from edge to edge, however little of it was seen", () => {
    expect(whole("running", 60 * minute, 50 * minute)).toEqual([0, 100 * minute]);
    expect(whole("running", minute, 0)).toEqual([0, 100 * minute]);
    expect(whole("notStarted", -20 * minute, -30 * minute)).toEqual([-30 * minute, 100 * minute]);
  });

  test("goes on to the present when that lies behind the close", () => {
    expect(whole("running", 130 * minute, 0)).toEqual([0, 130 * minute]);
  });

  test("holds no present that has nothing to do with it any more", () => {
    expect(whole("completed", 900 * minute, 0, 50 * minute)).toEqual([0, 100 * minute]);
    expect(whole("completed", 900 * minute, 0, 120 * minute)).toEqual([0, 120 * minute]);
  });

  test("leaves the far edges of a window of weeks out, so that what was seen stays in sight", () => {
    const campaign = { state: "running", startTime: at(-20 * day), endTime: at(20 * day) } as const;
    const span = (now: number) => chartSpan({ campaign, past: past(0), range: "all", now, ...none });
    expect(span(10 * minute)).toEqual([0, 10 * minute + day]);
    expect(span(day)).toEqual([0, 7 * day]);
    expect(span(10 * day)).toEqual([-20 * day, 20 * day]);
  });

  test("is a minute wide at least where no window is known", () => {
    const campaign = { state: "unknown", startTime: null, endTime: null } as const;
    const span = chartSpan({ campaign, past: past(5000), range: "all", now: 8000, ...none });
    expect(span).toEqual([5000, 65_000]);
  });
});

const endWith = (range: HistoryRange, now: number, projectedEnd: number) =>
  chartSpan({
    campaign: { state: "running", startTime, endTime },
    past: past(0),
    projection: projection(projectedEnd),
    range,
    now,
  })[1];

describe("a projection", () => {
  test("is drawn to its end, and beyond the close as far as there is room", () => {
    expect(endWith("all", 60 * minute, 130 * minute)).toBe(130 * minute);
    expect(endWith("all", 60 * minute, 900 * minute)).toBe(150 * minute);
    expect(endWith("all", 60 * minute, 70 * minute)).toBe(100 * minute);
  });

  test("extends a recent range into the future by a part of its length", () => {
    expect(endWith("1h", 60 * minute, 130 * minute)).toBe(90 * minute);
    expect(endWith("today", 60 * minute, 110 * minute)).toBe(110 * minute);
  });
});

test("a recent range ends with the present where nothing is projected", () => {
  const campaign = { state: "running", startTime, endTime } as const;
  const span = (range: HistoryRange, now: number) =>
    chartSpan({ campaign, past: past(0), range, now, ...none });
  expect(span("1h", 60 * minute)).toEqual([0, 60 * minute]);
  expect(span("today", 99 * minute)).toEqual([0, 99 * minute]);
});
