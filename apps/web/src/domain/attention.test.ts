import { expect, test } from "vitest";
import { isUrgent, sortedAttention, worstSeverity } from "./attention.ts";

const since = "2026-11-22T05:00:00.000Z";
const attention = [
  { kind: "upstreamFailing", since },
  { kind: "stalled", since },
] as const;

test("the worst counts, and stands first", () => {
  expect(sortedAttention({ attention: [...attention] }).map(({ kind }) => kind)).toEqual([
    "stalled",
    "upstreamFailing",
  ]);
  expect(worstSeverity({ attention: [...attention] })).toBe(worstSeverity({ attention: [attention[1]] }));
  expect(worstSeverity({ attention: [] })).toBe(Infinity);
});

test("what goes wrong now is urgent, what is over or unseen is not", () => {
  expect(isUrgent("overrun")).toBe(true);
  expect(isUrgent("stoppedEarly")).toBe(false);
  expect(isUrgent("upstreamFailing")).toBe(false);
});
