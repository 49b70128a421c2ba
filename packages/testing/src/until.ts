import { setTimeout as pause } from "node:timers/promises";

const intervalMs = 20;
/** A longer pause means that the whole machine stood still. */
const longestStepMs = 1000;

/**
 * Polls until the condition returns something other than false, null and undefined, and returns it. A condition that
 * throws counts as "not yet"; time in which the whole machine stands still does not count.
 * @example const row = await until(() => store.find(id));
 * @throws Error after `withinMs`, with the condition's last error as its cause.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  withinMs = 20_000,
): Promise<Exclude<T, false | null | undefined>> {
  let left = withinMs;
  for (;;) {
    const startedAt = performance.now();
    const { value, error } = await evaluate(condition);
    if (value !== false && value != null) return value as Exclude<T, false | null | undefined>;
    if (left <= 0) throw new Error(`Not so within ${withinMs} ms: ${String(condition)}`, { cause: error });
    await pause(intervalMs);
    left -= Math.min(longestStepMs, performance.now() - startedAt);
  }
}

async function evaluate<T>(condition: () => T | Promise<T>): Promise<{ value?: T; error?: unknown }> {
  try {
    return { value: await condition() };
  } catch (error) {
    return { error };
  }
}
