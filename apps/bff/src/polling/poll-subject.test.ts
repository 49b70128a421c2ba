import { describe, expect, it } from "vitest";
import { backOffDelay, failureBackOff, notFoundBackOff } from "./poll-subject.ts";

describe("back-off", () => {
  it("doubles from failure to failure up to its longest", () => {
    const delays = [1, 2, 3, 4, 5, 60].map((failures) => backOffDelay(failureBackOff, failures, 0.5));
    expect(delays).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it("spreads by a fifth either way", () => {
    expect(backOffDelay(notFoundBackOff, 1, 0)).toBeCloseTo(12_000);
    expect(backOffDelay(notFoundBackOff, 1, 1)).toBeCloseTo(18_000);
  });
});
