import { expect, test } from "vitest";
import { chartTicks } from "./chart-span.ts";

const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);

test("moments are round in the zone, and few", () => {
  const ticks = chartTicks(at("02:05:09"), at("08:20:00"), "Asia/Shanghai") ?? [];
  expect(ticks.map((tick) => new Date(tick).toISOString().slice(11, 16))).toEqual([
    "03:00",
    "04:00",
    "05:00",
    "06:00",
    "07:00",
    "08:00",
  ]);
  const inIndia = chartTicks(at("00:00:00"), at("12:00:00"), "Asia/Kolkata") ?? [];
  expect(inIndia[0]).toBe(at("00:30:00"));
});

test("weeks have daily ticks, a minute has none", () => {
  const week = chartTicks(at("00:00:00") - 9 * 86_400_000, at("00:00:00"), "UTC") ?? [];
  expect(week.length).toBeLessThanOrEqual(8);
  expect(week.every((tick) => tick % 86_400_000 === 0)).toBe(true);
  expect(chartTicks(at("00:00:00"), at("00:01:00"), "UTC")).toBeNull();
});
