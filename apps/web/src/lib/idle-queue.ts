/** Something that can wait until the browser has nothing else to do. It ends early if `signal` says so. */
type IdleTask = (signal: AbortSignal) => Promise<void>;

interface IdleQueueOptions {
  /** Tasks that may be under way at once. */
  readonly atOnce: number;
  /** Resolves when the browser is idle. */
  readonly whenIdle: () => Promise<void>;
}

/** First come, first served, each task begun in an idle moment of its own. */
export interface IdleQueue {
  /** Answers a function that takes the task back, begun or not. A task that rejects is over. */
  readonly add: (task: IdleTask) => () => void;
}

export function createIdleQueue({ atOnce, whenIdle }: IdleQueueOptions): IdleQueue {
  const waiting: { task: IdleTask; abort: AbortController }[] = [];
  let underWay = 0;

  async function work(): Promise<void> {
    for (;;) {
      await whenIdle();
      const next = waiting.shift();
      if (next === undefined) return;
      if (!next.abort.signal.aborted) await next.task(next.abort.signal).catch(() => undefined);
    }
  }

  return {
    add(task) {
      const abort = new AbortController();
      waiting.push({ task, abort });
      if (underWay < atOnce) {
        underWay += 1;
        void work().finally(() => (underWay -= 1));
      }
      return () => abort.abort();
    },
  };
}

/** At the latest after so many milliseconds, so that a busy page is not left without for ever. */
const patience = 3000;

/** Resolves in an idle moment of the browser; where it cannot tell, a little later. */
export function browserIdle(): Promise<void> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve(), { timeout: patience });
    else setTimeout(resolve, 50);
  });
}
