import { expect, test } from "vitest";
import { oldestObservation } from "./live-mark.tsx";

const at = (second: number) => `2026-11-22T05:00:0${second}.000Z`;

test("is that of the running campaigns, else of the waiting ones, never of the ended", () => {
  const ended = { state: "completed", observedAt: at(0) } as const;
  const waiting = { state: "notStarted", observedAt: at(2) } as const;
  const running = [
    { state: "running", observedAt: at(5) },
    { state: "running", observedAt: at(4) },
    { state: "running", observedAt: null },
  ] as const;
  expect(oldestObservation([ended, waiting, ...running])).toBe(at(4));
  expect(oldestObservation([ended, waiting])).toBe(at(2));
  expect(oldestObservation([ended])).toBeNull();
});
