/** Lets work of many askers through, a few pieces at a time, one asker after the other. */
export type FairTurns = <T>(asker: string, work: () => Promise<T>) => Promise<T>;

export function createFairTurns(mostAtOnce: number): FairTurns {
  /** In the order in which askers have their next turn. */
  const waiting = new Map<string, (() => Promise<void>)[]>();
  let running = 0;

  function next(): void {
    const [asker, works] = waiting.entries().next().value ?? [];
    if (asker === undefined || works === undefined || running >= mostAtOnce) return;
    waiting.delete(asker);
    const work = works.shift();
    if (works.length > 0) waiting.set(asker, works);
    running += 1;
    void work?.().finally(() => {
      running -= 1;
      next();
    });
    next();
  }

  return (asker, work) =>
    new Promise((resolve, reject) => {
      const works = waiting.get(asker) ?? [];
      waiting.set(asker, works);
      works.push(() => work().then(resolve, reject));
      next();
    });
}
