import { expect, test } from "vitest";
import { cardPoints } from "./card-chart.tsx";

const at = (minute: string) => `2026-11-22T05:${minute}:00.000Z`;
const sample = (minute: string, called: number) => ({
  at: at(minute),
  called,
  total: 100,
  state: "running" as const,
});

test("a gap parts the line right behind the last look before it", () => {
  const points = cardPoints({
    samples: [sample("01", 1), sample("02", 2), sample("09", 7)],
    observedSince: at("01"),
    gaps: [{ from: at("02"), to: at("09") }],
  });
  expect(points.map(({ called }) => called)).toEqual([1, 2, null, 7]);
});
