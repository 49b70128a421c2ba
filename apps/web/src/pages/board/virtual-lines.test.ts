import { describe, expect, test } from "vitest";
import { offsetsOf, spanBetween } from "./board-lines.ts";

describe("lines of 10, 20 and 30 pixels", () => {
  const offsets = offsetsOf([10, 20, 30], (height) => height);

  test("begin where the one above ends", () => {
    expect([...offsets]).toEqual([0, 10, 30, 60]);
  });

  test.each([
    [-100, -1, []],
    [-100, 5, [0, 0]],
    [0, 9, [0, 0]],
    [10, 29, [1, 1]],
    [5, 30, [0, 2]],
    [31, 1000, [2, 2]],
    [61, 1000, []],
  ])("between %i and %i: %j", (top, bottom, expected) => {
    const { first, last } = spanBetween(offsets, top, bottom);
    expect(last < first ? [] : [first, last]).toEqual(expected);
  });

  test("may be none at all", () => {
    const { first, last } = spanBetween(
      offsetsOf([], () => 1),
      0,
      100,
    );
    expect(last).toBeLessThan(first);
  });
});
