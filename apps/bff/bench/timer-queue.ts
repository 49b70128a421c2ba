import { createDueHeap } from "../test/kit/due-heap.ts";

/** Timers by a time of their own. As good with a hundred thousand of them as with ten. */
export interface TimerQueue {
  /** ms since the beginning. */
  now(): number;
  arm(callback: () => void, delayMs: number, repeats: boolean): QueuedTimer;
  /** Whatever is no timer of this queue, or no longer armed, is passed over. */
  disarm(timer: unknown): void;
  /** Goes on to the next timer due until `target` and fires it; false: there is none, and it is `target` now. */
  fireNext(target: number): boolean;
}

/** As Node's, as far as anybody here uses them. */
class QueuedTimer {
  readonly callback: () => void;
  /** null: it fires once. */
  readonly everyMs: number | null;
  readonly order: number;
  due: number;
  armed = true;

  constructor(callback: () => void, due: number, everyMs: number | null, order: number) {
    this.callback = callback;
    this.due = due;
    this.everyMs = everyMs;
    this.order = order;
  }

  ref = (): this => this;
  unref = (): this => this;
  hasRef = (): boolean => true;
}

export function createTimerQueue(): TimerQueue {
  /** A disarmed timer stays until it is due. */
  const heap = createDueHeap<QueuedTimer>();
  let time = 0;
  let armedSoFar = 0;

  function arm(callback: () => void, due: number, everyMs: number | null): QueuedTimer {
    armedSoFar += 1;
    const timer = new QueuedTimer(callback, due, everyMs, armedSoFar);
    heap.push(timer);
    return timer;
  }

  return {
    now: () => time,
    arm(callback, delayMs, repeats) {
      const delay = Math.max(1, Math.trunc(delayMs) || 1);
      return arm(callback, time + delay, repeats ? delay : null);
    },
    disarm(timer) {
      if (timer instanceof QueuedTimer) timer.armed = false;
    },
    fireNext(target) {
      for (let next = heap.first(); next !== undefined && next.due <= target; next = heap.first()) {
        heap.pop();
        if (!next.armed) continue;
        time = next.due;
        if (next.everyMs === null) {
          next.armed = false;
        } else {
          next.due += next.everyMs;
          heap.push(next);
        }
        next.callback();
        return true;
      }
      time = target;
      return false;
    },
  };
}
