import { setImmediate as letOthersRun } from "node:timers/promises";

/** Between two chunks, other work of the process goes on. */
export async function* inChunks<T>(items: readonly T[], size: number): AsyncGenerator<readonly T[], void> {
  for (let start = 0; start < items.length; start += size) {
    if (start > 0) await letOthersRun();
    yield items.slice(start, start + size);
  }
}
