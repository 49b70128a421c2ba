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
  /** A binary heap, the next one first. What was disarmed stays until its time has come. */
  const heap: QueuedTimer[] = [];
  let time = 0;
  let armedSoFar = 0;

  function push(timer: QueuedTimer): void {
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!swapIfEarlier(index, parent)) return;
      index = parent;
    }
  }

  function pop(): QueuedTimer | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let index = 0; ; ) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const child = isEarlier(heap[right], heap[left]) ? right : left;
      if (!swapIfEarlier(child, index)) return first;
      index = child;
    }
  }

  /** Swaps a timer with the one above it if it comes first. */
  function swapIfEarlier(lower: number, upper: number): boolean {
    const [below, above] = [heap[lower], heap[upper]];
    if (below === undefined || above === undefined || !isEarlier(below, above)) return false;
    heap[upper] = below;
    heap[lower] = above;
    return true;
  }

  function arm(callback: () => void, due: number, everyMs: number | null): QueuedTimer {
    armedSoFar += 1;
    const timer = new QueuedTimer(callback, due, everyMs, armedSoFar);
    push(timer);
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
      for (let next = heap[0]; next !== undefined && next.due <= target; next = heap[0]) {
        pop();
        if (!next.armed) continue;
        time = next.due;
        if (next.everyMs === null) {
          next.armed = false;
        } else {
          next.due += next.everyMs;
          push(next);
        }
        next.callback();
        return true;
      }
      time = target;
      return false;
    },
  };
}

function isEarlier(one: QueuedTimer | undefined, other: QueuedTimer | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}
