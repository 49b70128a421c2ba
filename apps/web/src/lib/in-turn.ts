/** So many requests at once tax neither browser nor server. */
const atOnce = 6;

/** Runs a task for each item, a few at a time; answers the items whose task was fulfilled, and the first rejection. */
export async function forEachInTurn<T>(
  items: readonly T[],
  task: (item: T) => Promise<unknown>,
): Promise<{ done: readonly T[]; failure: unknown }> {
  const waiting = [...items];
  const done: T[] = [];
  let failure: unknown = null;
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await task(item);
        done.push(item);
      } catch (error) {
        failure ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { done, failure };
}
