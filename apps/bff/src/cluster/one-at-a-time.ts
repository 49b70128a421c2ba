/** However often it is asked for while it runs, it runs once more afterwards, and whoever asked waits for that. */
export function createOneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function begin(): Promise<void> {
    next = null;
    running = work().finally(() => {
      running = null;
    });
    return running;
  }

  return () => {
    if (running === null) return next ?? begin();
    next ??= running.catch(() => undefined).then(begin);
    return next;
  };
}
