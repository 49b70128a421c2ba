import { createDueHeap } from "../kit/due-heap.ts";

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
  /** A cancelled entry stays until it is due. */
  const heap = createDueHeap<Scheduled>();
  let now = 0;
  let scheduled = 0;
  let holds = 0;

  /** False: nothing is left to happen until `moment`. */
  function fireNext(moment: number): boolean {
    for (let next = heap.first(); next !== undefined && next.due <= moment; next = heap.first()) {
      heap.pop();
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
      heap.push(entry);
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
