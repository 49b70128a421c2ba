import { setImmediate as turnOfTheLoop } from "node:timers/promises";

/** What `setTimeout` hands out; only good for `clearTimeout`. */
export type FakeTimer = object | number;

/** Time that moves only when a test says so. Fits wherever a clock or a pair of timer functions is injected. */
export interface FakeClock {
  /** Wall clock, epoch milliseconds. */
  now(): number;
  /** Milliseconds of advanced time since the clock was made; `step` leaves it alone. */
  monotonic(): number;
  setTimeout(callback: () => void, delayMs: number): FakeTimer;
  clearTimeout(timer: FakeTimer): void;
  /**
   * Moves time on and fires what falls due, in order of time, then of registration. Promises settle before,
   * between and after. Rejects with whatever a callback throws.
   */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock alone, forth or back, as an operating system does; timers do not notice. */
  step(ms: number): void;
  /** Timers that are neither fired nor cleared: for the test that none is left behind. */
  pendingTimers(): number;
}

interface Armed {
  readonly id: number;
  readonly due: number;
  readonly callback: () => void;
}

/** Beyond this Node fires at once, which is never what was meant. */
const longestDelay = 2 ** 31 - 1;

/** @param startMs epoch milliseconds of the first `now()`. */
export function createFakeClock(startMs: number): FakeClock {
  let elapsed = 0;
  let wallStart = startMs;
  let advancing = false;
  let lastId = 0;
  // Insertion order is the order of registration.
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

/** Node cuts a delay to whole milliseconds, and to at least one. */
function asNodeCounts(delayMs: number): number {
  if (delayMs > longestDelay) throw new RangeError(`Node has no timers beyond ${longestDelay} ms`);
  return Math.max(1, Math.trunc(delayMs) || 1);
}
