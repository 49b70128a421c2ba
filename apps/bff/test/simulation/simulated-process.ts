import type { Clock } from "../../src/clock.ts";
import type { Scheduled, Timeline } from "./timeline.ts";

/** A machine's wall clock, which may be set wrong; it outlives the processes. */
export interface Machine {
  aheadMs: number;
}

/** A process as far as time goes: its clock and its timers, and whether it gets to run at all. */
export interface SimulatedProcess {
  readonly clock: Clock;
  readonly dead: boolean;
  readonly paused: boolean;
  readonly armedTimers: number;
  /** What comes in from outside; a paused process takes it once it goes on, a dead one never. */
  deliver(delayMs: number, callback: () => void): void;
  pause(): void;
  resume(): void;
  /** Drops all that it would still have done. */
  kill(): void;
}

/** Beyond this Node fires at once, which is never what was meant. */
const longestDelay = 2 ** 31 - 1;

/** @param epochMs of the beginning of time. */
export function createSimulatedProcess(
  timeline: Timeline,
  machine: Machine,
  epochMs: number,
  onFault: (words: string) => void,
): SimulatedProcess {
  const startedAt = timeline.now;
  const armed = new Set<Scheduled>();
  let dead = false;
  let deferred: (() => void)[] | null = null;

  function run(callback: () => void): void {
    if (dead) return;
    if (deferred === null) callback();
    else deferred.push(callback);
  }

  const clock: Clock = {
    now: () => epochMs + timeline.now + machine.aheadMs,
    monotonic: () => timeline.now - startedAt,
    setTimeout(callback, delayMs) {
      if (!(delayMs <= longestDelay)) onFault(`a timer of ${delayMs} ms`);
      const delay = delayMs <= longestDelay ? Math.max(1, Math.trunc(delayMs) || 1) : 1;
      const timer: Scheduled = timeline.at(delay, () =>
        run(() => {
          // Disarmed while the process stood still.
          if (armed.delete(timer)) callback();
        }),
      );
      if (dead) timer.callback = null;
      else armed.add(timer);
      return timer;
    },
    clearTimeout(timer) {
      const scheduled = timer as Scheduled;
      if (armed.delete(scheduled)) scheduled.callback = null;
    },
  };

  return {
    clock,
    get dead() {
      return dead;
    },
    get paused() {
      return deferred !== null;
    },
    get armedTimers() {
      return armed.size;
    },
    deliver: (delayMs, callback) => void timeline.at(delayMs, () => run(callback)),
    pause() {
      deferred ??= [];
    },
    resume() {
      const waiting = deferred ?? [];
      deferred = null;
      for (const callback of waiting) timeline.at(0, () => run(callback));
    },
    kill() {
      dead = true;
      deferred = null;
      for (const timer of armed) timer.callback = null;
      armed.clear();
    },
  };
}
