import { describe, expect, test } from "vitest";
import { sparklineFacts, sparklinePath } from "./calls-sparkline.tsx";

const path = (values: readonly (number | null)[]) => sparklinePath(values, 30, 10);

describe("a sparkline", () => {
  test("runs from 0 at the bottom to the greatest at the top", () => {
    expect(path([0, 5, 10, 5])).toBe("M0 10L10 5L20 0L30 5");
  });

  test("is parted where nothing was observed, and a lone minute is a dot", () => {
    expect(path([10, null, 5, 5])).toBe("M0 0h.01M20 5L30 5");
    expect(path([null, null])).toBe("");
  });

  test("lies at the bottom where no callee was called", () => {
    expect(path([0, 0])).toBe("M0 10L30 10");
  });

  test("is described in figures, without what is not known", () => {
    expect(sparklineFacts([4, null, 9, 6])).toEqual({ last: 6, least: 4, most: 9, unobserved: 1 });
    expect(sparklineFacts([4, 5, null])).toMatchObject({ last: null, unobserved: 1 });
  });

  test.each([
    ["nothing", []],
    ["nothing that is known", [null, null]],
    ["a single minute", [7]],
    ["a single minute that is known, after an hour of none", [null, null, 7]],
    ["minutes that are known one by one", [4, null, 7, null, 2]],
  ])("of %s has no course to show", (_what, values) => {
    expect(sparklineFacts(values)).toBeNull();
  });

  test("shows a course from two minutes on end, with lone minutes beside it", () => {
    const values = [4, null, 9, 6];
    expect(sparklineFacts(values)).not.toBeNull();
    expect(path(values)).toMatch(/^M0 [\d.]+h\.01M20 0L30/);
  });

  test("of a minute in which no callee was called is known all the same", () => {
    expect(sparklineFacts([0, 0])).toMatchObject({ last: 0, most: 0 });
  });
});
