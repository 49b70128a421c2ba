import { expect, test } from "vitest";
import { parseRange, rangeStart, startOfDay, withRange } from "./past.ts";

const at = (text: string) => Date.parse(text);

test("a range is kept in the query beside what else is there", () => {
  expect(withRange("tz=UTC", "1h")).toBe("tz=UTC&range=1h");
  expect(withRange("tz=UTC&range=1h", "all")).toBe("tz=UTC");
  expect(parseRange("range=today")).toBe("today");
  expect(parseRange("range=yesterday")).toBe("all");
});

test("a day begins at midnight of the chosen zone, also when clocks change", () => {
  expect(startOfDay(at("2026-11-22T05:00:00Z"), "Asia/Shanghai")).toBe(at("2026-11-21T16:00:00Z"));
  expect(startOfDay(at("2026-10-25T22:30:00Z"), "Europe/Berlin")).toBe(at("2026-10-24T22:00:00Z"));
  expect(startOfDay(at("2026-11-22T00:00:00Z"), "UTC")).toBe(at("2026-11-22T00:00:00Z"));
});

test("ranges begin an hour ago, at midnight, or with the first observation", () => {
  const now = Date.parse("2026-11-22T05:00:00Z");
  expect(rangeStart("1h", now, "UTC")).toBe(now - 3_600_000);
  expect(rangeStart("today", now, "UTC")).toBe(Date.parse("2026-11-22T00:00:00Z"));
  expect(rangeStart("all", now, "UTC")).toBeNull();
});
