import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRequestLimit } from "./request-limit.ts";

function admittedOf(times: readonly number[], perSecond: number): number[] {
  const limit = createRequestLimit(perSecond, "Describe");
  return times.filter((time) => {
    try {
      limit.admit(time);
      return true;
    } catch {
      return false;
    }
  });
}

describe("createRequestLimit", () => {
  it("never admits more than the limit in any sliding second, and never refuses below it", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 300 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 20 }), (steps, perSecond) => {
        let time = 0;
        const times = steps.map((step) => (time += step));
        const admitted = admittedOf(times, perSecond);
        admitted.forEach((start, index) => {
          const next = admitted[index + perSecond];
          expect((next ?? Number.POSITIVE_INFINITY) - start).toBeGreaterThanOrEqual(1000);
        });
        const slow = times.map((_, index) => index * Math.ceil(1000 / perSecond));
        expect(admittedOf(slow, perSecond)).toEqual(slow);
      }),
    );
  });

  it("names its code, and gives room again exactly one second later", () => {
    const limit = createRequestLimit(2, "Describe");
    limit.admit(0);
    limit.admit(10);
    expect(() => limit.admit(999)).toThrow(expect.objectContaining({ code: "RequestLimitExceeded" }));
    expect(() => limit.admit(1000)).not.toThrow();
    expect(() => limit.admit(1009)).toThrow("frequency");
  });
});
