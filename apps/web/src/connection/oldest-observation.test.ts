import { expect, test } from "vitest";
import { oldestObservation } from "./health.tsx";

const failure = { code: "InternalError", message: "", requestId: null, at: "2026-11-22T05:00:09.000Z" };
const at = (second: number) => `2026-11-22T05:00:0${second}.000Z`;

test("is that of the running campaigns, else of the waiting ones, never of the ended", () => {
  const ended = { state: "completed", observedAt: at(0), failure: null } as const;
  const waiting = { state: "notStarted", observedAt: at(2), failure: null } as const;
  const running = [
    { state: "running", observedAt: at(5), failure: null },
    { state: "running", observedAt: at(4), failure: null },
    { state: "running", observedAt: null, failure: null },
  ] as const;
  expect(oldestObservation([ended, waiting, ...running])).toBe(at(4));
  expect(oldestObservation([ended, waiting])).toBe(at(2));
  expect(oldestObservation([ended])).toBeNull();
});

test("one that fails ages alone, unless all do", () => {
  const failing = { state: "running", observedAt: at(1), failure } as const;
  const observed = { state: "running", observedAt: at(5), failure: null } as const;
  expect(oldestObservation([failing, observed])).toBe(at(5));
  expect(oldestObservation([failing])).toBe(at(1));
});
