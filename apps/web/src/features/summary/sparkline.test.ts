import { describe, expect, test } from "vitest";
import { sparklineFacts, sparklinePath } from "./sparkline.ts";

describe("a sparkline", () => {
  const box = { width: 30, height: 10 };

  test("runs from 0 at the bottom to the greatest at the top", () => {
    expect(sparklinePath({ ...box, values: [0, 5, 10, 5] })).toBe("M0 10L10 5L20 0L30 5");
  });

  test("is parted where nothing was observed, and a lone minute is a dot", () => {
    expect(sparklinePath({ ...box, values: [10, null, 5, 5] })).toBe("M0 0h.01M20 5L30 5");
    expect(sparklinePath({ ...box, values: [null, null] })).toBe("");
  });

  test("lies at the bottom where nobody was called", () => {
    expect(sparklinePath({ ...box, values: [0, 0] })).toBe("M0 10L30 10");
  });

  test("is told in figures, without what is not known", () => {
    expect(sparklineFacts([4, null, 9, 6])).toEqual({ last: 6, least: 4, most: 9, unobserved: 1 });
    expect(sparklineFacts([4, null])).toMatchObject({ last: null });
    expect(sparklineFacts([null])).toBeNull();
  });
});
