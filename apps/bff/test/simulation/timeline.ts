/** The one time of a simulated world, in whole ms since its beginning. What happens next is decided by it alone. */
export interface Timeline {
  readonly now: number;
  at(delayMs: number, callback: () => void): Scheduled;
  /** Time stands still until every hold is released: somebody does what takes real time and no virtual time. */
  hold(): () => void;
  /** Lives on until that moment; rejects with what a callback throws. */
  runUntil(moment: number): Promise<void>;
}

export interface Scheduled {
  readonly due: number;
  readonly order: number;
  /** null: cancelled, or over. */
  callback: (() => void) | null;
}

export function createTimeline(): Timeline {
  /** A binary heap, the next one first; what was cancelled stays until its time has come. */
  const heap: Scheduled[] = [];
  let now = 0;
  let scheduled = 0;
  let holds = 0;

  function push(entry: Scheduled): void {
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!swapIfEarlier(index, parent)) return;
      index = parent;
    }
  }

  function pop(): Scheduled | undefined {
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

  function swapIfEarlier(lower: number, upper: number): boolean {
    const [below, above] = [heap[lower], heap[upper]];
    if (below === undefined || above === undefined || !isEarlier(below, above)) return false;
    heap[upper] = below;
    heap[lower] = above;
    return true;
  }

  /** False: nothing is left to happen until `moment`. */
  function fireNext(moment: number): boolean {
    for (let next = heap[0]; next !== undefined && next.due <= moment; next = heap[0]) {
      pop();
      const { callback } = next;
      if (callback === null) continue;
      next.callback = null;
      now = next.due;
      callback();
      return true;
    }
    now = moment;
    return false;
  }

  function runUntil(moment: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        if (holds > 0) return void setImmediate(turn);
        try {
          if (!fireNext(moment)) return resolve();
        } catch (error) {
          return reject(error);
        }
        // Between two events promises settle, and long lists that let others run go on.
        setImmediate(turn);
      };
      setImmediate(turn);
    });
  }

  return {
    get now() {
      return now;
    },
    at(delayMs, callback) {
      scheduled += 1;
      const entry: Scheduled = { due: now + delayMs, order: scheduled, callback };
      push(entry);
      return entry;
    },
    hold() {
      let held = true;
      holds += 1;
      return () => {
        if (held) holds -= 1;
        held = false;
      };
    },
    runUntil,
  };
}

function isEarlier(one: Scheduled | undefined, other: Scheduled | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}
