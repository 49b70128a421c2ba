import { expect, test } from "vitest";
import { moved, nearest } from "./chart-cursor.tsx";

test("keys go a step, a leap, or to an end, and never over it", () => {
  expect(
    ["ArrowLeft", "ArrowRight", "PageDown", "PageUp", "Home", "End"].map((key) => moved(key, 5, 40)),
  ).toEqual([4, 6, 0, 15, 0, 39]);
  expect(moved("ArrowRight", 39, 40)).toBe(39);
  expect(moved("Tab", 5, 40)).toBeNull();
});

test("the nearest sample is found, and none among none", () => {
  const samples = [0, 10, 20].map((at) => ({ at, called: 1, total: 2 }));
  expect([-5, 4, 6, 16, 99].map((at) => nearest(samples, at))).toEqual([0, 0, 1, 2, 2]);
  expect(nearest([], 4)).toBe(-1);
});
