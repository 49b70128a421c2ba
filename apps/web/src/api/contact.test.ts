import { expect, test } from "vitest";
import { contactOf, noContact, pollDelay } from "./board.ts";

const outage = (length: number) => ({
  confirmedAt: 100_000,
  failedAt: 100_000 + length,
  failures: 3,
  error: null,
});

test("polls evenly while all is well, whatever happened earlier", () => {
  expect(pollDelay({ ...outage(60_000), failures: 0 })).toBe(2000);
});

test("pauses grow with the outage, up to 15 s", () => {
  expect([1000, 4000, 10_000, 20_000, 3_600_000].map((length) => pollDelay(outage(length)))).toEqual([
    2000, 2000, 5000, 10_000, 15_000,
  ]);
});

function never(failures: number): number {
  return pollDelay({ ...noContact, failedAt: 9e12, failures });
}

test("before the first success pauses grow with the number of failures", () => {
  expect([1, 2, 5, 50].map(never)).toEqual([2000, 4000, 10_000, 15_000]);
});

test("a short outage is retried, a long one is lost", () => {
  expect(contactOf(outage(3000))).toBe("retrying");
  expect(contactOf(outage(6000))).toBe("lost");
  expect(contactOf({ ...outage(6000), failures: 0 })).toBe("live");
  expect(contactOf(noContact)).toBe("connecting");
});
