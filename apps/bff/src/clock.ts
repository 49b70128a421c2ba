export interface Clock {
  /** Wall clock, epoch milliseconds. May be stepped by the operating system. */
  now(): number;
  /** Milliseconds since some fixed start; never steps. For intervals and pacing. */
  monotonic(): number;
  setTimeout(callback: () => void, delayMs: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** Clocks of several machines agree within this: what is dated further in the future has a wrong date. */
export const clocksDifferByMs = 5000;

export type Timer = object | number;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

export interface RepeatOptions {
  readonly clock: Clock;
  /** Answers how much later to run again, ms; null: when it is woken. */
  readonly run: () => Promise<number | null>;
  /** Waits after failed runs in a row, ms; the last one from then on. */
  readonly retryAfterMs: readonly number[];
  readonly onError: (error: unknown) => void;
}

export type Repeated = ReturnType<typeof repeat>;

export function repeat({ clock, run, retryAfterMs, onError }: RepeatOptions) {
  let active = false;
  let timer: Timer | null = null;
  let dueAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> | null = null;
  let failures = 0;

  /** Runs at the latest so many ms from now. During a run: once more after it. */
  function wake(afterMs = 0): void {
    const at = clock.monotonic() + afterMs;
    if (!active || at >= dueAt) return;
    cancel();
    dueAt = at;
    if (running === null) timer = clock.setTimeout(turn, afterMs);
  }

  function cancel(): void {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
    dueAt = Number.POSITIVE_INFINITY;
  }

  function turn(): void {
    cancel();
    running = takeTurn();
  }

  async function takeTurn(): Promise<void> {
    // So that a wake() within run() finds it running.
    await Promise.resolve();
    let nextMs: number | null;
    try {
      nextMs = await run();
      failures = 0;
    } catch (error) {
      failures += 1;
      onError(error);
      nextMs = retryAfterMs[Math.min(failures, retryAfterMs.length) - 1] ?? null;
    }
    const wokenAt = dueAt;
    running = null;
    cancel();
    const waitMs = Math.min(nextMs ?? Number.POSITIVE_INFINITY, wokenAt - clock.monotonic());
    if (waitMs < Number.POSITIVE_INFINITY) wake(Math.max(0, waitMs));
  }

  return {
    /** The first run comes this much later, ms; null: when it is woken. May be called again after a stop. */
    start(afterMs: number | null = 0): void {
      active = true;
      failures = 0;
      if (afterMs !== null) wake(afterMs);
    },
    wake,
    /** Resolves when the run under way has ended. Never rejects, leaves no timer. */
    async stop(): Promise<void> {
      active = false;
      cancel();
      await running;
    },
  };
}
