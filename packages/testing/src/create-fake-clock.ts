import { setImmediate as turnOfTheLoop } from "node:timers/promises";

export type FakeTimer = object | number;

/**
 * A clock that only a test moves, for injected clocks and timers.
 * @example
 * const clock = createFakeClock(Date.UTC(2026, 0, 1));
 * clock.setTimeout(callback, 500);
 * await clock.advance(500); // calls it
 */
export interface FakeClock {
  /** Wall clock, epoch milliseconds. */
  now(): number;
  /** Milliseconds advanced since the start, without `step`. */
  monotonic(): number;
  setTimeout(callback: () => void, delayMs: number): FakeTimer;
  clearTimeout(timer: FakeTimer): void;
  /**
   * Moves time forward and fires due timers, in order of time, then of registration. Promises settle in between.
   * @throws the error of a callback.
   */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock alone, as an operating system does; timers are not affected. */
  step(ms: number): void;
  /** Number of timers neither fired nor cleared. */
  pendingTimers(): number;
}

interface Armed {
  readonly id: number;
  readonly due: number;
  readonly callback: () => void;
}

/** Node fires timers with a longer delay at once. */
const longestDelay = 2 ** 31 - 1;

/** @param startMs epoch milliseconds of the first `now()`. */
export function createFakeClock(startMs: number): FakeClock {
  let elapsed = 0;
  let wallStart = startMs;
  let advancing = false;
  let lastId = 0;
  const armed = new Map<FakeTimer, Armed>();

  const fireUntil = async (target: number) => {
    await turnOfTheLoop();
    for (let next = earliest(armed, target); next !== null; next = earliest(armed, target)) {
      armed.delete(next.id);
      elapsed = next.due;
      next.callback();
      await turnOfTheLoop();
    }
    elapsed = target;
  };

  return {
    now: () => wallStart + elapsed,
    monotonic: () => elapsed,
    setTimeout(callback, delayMs) {
      lastId += 1;
      armed.set(lastId, { id: lastId, due: elapsed + asNodeCounts(delayMs), callback });
      return lastId;
    },
    clearTimeout(timer) {
      armed.delete(timer);
    },
    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError("Time is advanced forward only");
      if (advancing) throw new Error("The clock is being advanced already: await the first advance");
      advancing = true;
      try {
        await fireUntil(elapsed + ms);
      } finally {
        advancing = false;
      }
    },
    step(ms) {
      wallStart += ms;
    },
    pendingTimers: () => armed.size,
  };
}

function earliest(armed: ReadonlyMap<FakeTimer, Armed>, target: number): Armed | null {
  let first: Armed | null = null;
  for (const timer of armed.values()) {
    if (timer.due <= target && (first === null || timer.due < first.due)) first = timer;
  }
  return first;
}

/** Node truncates a delay to whole milliseconds, at least one. */
function asNodeCounts(delayMs: number): number {
  if (delayMs > longestDelay) throw new RangeError(`Node has no timers beyond ${longestDelay} ms`);
  return Math.max(1, Math.trunc(delayMs) || 1);
}
