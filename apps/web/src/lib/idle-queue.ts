interface IdleQueueOptions {
  /** Tasks that may be under way at once. */
  readonly atOnce: number;
  /** Resolves when the browser is idle. */
  readonly whenIdle: () => Promise<void>;
}

/** For what can wait until the browser has nothing else to do: first come, first served, each in an idle moment of its own. */
export interface IdleQueue {
  /** Answers as the task does; once `signal` says so it rejects, and a task that has not begun never does. */
  readonly run: <T>(signal: AbortSignal, task: () => Promise<T>) => Promise<T>;
}

export function createIdleQueue({ atOnce, whenIdle }: IdleQueueOptions): IdleQueue {
  const waiting: (() => Promise<void>)[] = [];
  let underWay = 0;

  async function work(): Promise<void> {
    for (;;) {
      await whenIdle();
      const next = waiting.shift();
      if (next === undefined) return;
      await next();
    }
  }

  return {
    run: (signal, task) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
        waiting.push(async () => {
          if (!signal.aborted) await task().then(resolve, reject);
        });
        if (underWay >= atOnce) return;
        underWay += 1;
        void work().finally(() => (underWay -= 1));
      }),
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
