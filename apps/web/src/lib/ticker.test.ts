import { expect, test, vi } from "vitest";
import { createTicker } from "./ticker.ts";

function fakeTimers() {
  let time = 1_000_000;
  const running = new Set<() => void>();
  return {
    running,
    now: () => time,
    repeat(run: () => void) {
      running.add(run);
      return () => void running.delete(run);
    },
    pass(milliseconds: number) {
      time += milliseconds;
      for (const run of running) run();
    },
  };
}

test("one timer serves all listeners and stops with the last of them", () => {
  const timers = fakeTimers();
  const ticker = createTicker(timers);
  const [first, second] = [vi.fn<() => void>(), vi.fn<() => void>()];
  const stopFirst = ticker.subscribe(first);
  const stopSecond = ticker.subscribe(second);
  expect(timers.running.size).toBe(1);
  timers.pass(1000);
  expect([first, second].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  expect(ticker.now()).toBe(1_001_000);
  stopFirst();
  stopSecond();
  expect(timers.running.size).toBe(0);
});

test("time stands still within a beat, and is right again for a new listener", () => {
  const timers = fakeTimers();
  const ticker = createTicker(timers);
  timers.pass(5000);
  expect(ticker.now()).toBe(1_000_000);
  ticker.subscribe(() => {});
  expect(ticker.now()).toBe(1_005_000);
});

test("adopts the server's clock, but not the jitter of the network", () => {
  const timers = fakeTimers();
  const ticker = createTicker(timers);
  const listener = vi.fn<() => void>();
  ticker.subscribe(listener);
  ticker.align(1_000_400, 1_000_000);
  expect(listener).not.toHaveBeenCalled();
  ticker.align(1_090_000, 1_000_000);
  expect(ticker.now()).toBe(1_090_000);
  ticker.align(Number.NaN, 1_000_000);
  timers.pass(1000);
  expect(ticker.now()).toBe(1_091_000);
});
