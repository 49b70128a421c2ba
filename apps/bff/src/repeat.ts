import type { Clock, Timer } from "./clock.ts";

/** Work that is done again and again, never twice at a time. */
export interface Repeated {
  /** The first run comes this much later, ms; null: when it is woken. May be called again after a stop. */
  start(afterMs?: number | null): void;
  /** Runs at the latest so many ms from now. During a run: once more after it. */
  wake(afterMs?: number): void;
  /** Runs no more; resolves when the run under way has ended. Never rejects, leaves no timer. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  readonly clock: Clock;
  /** Answers how much later to run again, ms; null: when it is woken. */
  readonly run: () => Promise<number | null>;
  /** Waits after failed runs in a row, ms; the last one from then on. */
  readonly retryAfterMs: readonly number[];
  readonly onError: (error: unknown) => void;
}

export function repeat({ clock, run, retryAfterMs, onError }: RepeatOptions): Repeated {
  let active = false;
  let timer: Timer | null = null;
  /** When to run next, monotonic ms. */
  let dueAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> | null = null;
  let failures = 0;

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
    const nextMs = await runSafely();
    const wokenAt = dueAt;
    running = null;
    cancel();
    const waitMs = Math.min(nextMs ?? Number.POSITIVE_INFINITY, wokenAt - clock.monotonic());
    if (waitMs < Number.POSITIVE_INFINITY) wake(Math.max(0, waitMs));
  }

  async function runSafely(): Promise<number | null> {
    // What the run wakes synchronously finds it running.
    await Promise.resolve();
    try {
      const nextMs = await run();
      failures = 0;
      return nextMs;
    } catch (error) {
      failures += 1;
      onError(error);
      return retryAfterMs[Math.min(failures, retryAfterMs.length) - 1] ?? null;
    }
  }

  return {
    start(afterMs = 0) {
      active = true;
      failures = 0;
      if (afterMs !== null) wake(afterMs);
    },
    wake,
    async stop() {
      active = false;
      cancel();
      await running;
    },
  };
}
