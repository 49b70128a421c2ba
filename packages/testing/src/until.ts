import { setTimeout as pause } from "node:timers/promises";

const lookEveryMs = 20;
/** Between two looks, no more than this counts, ms: a machine that stood still has kept everybody else from going on, too. */
const longestStepMs = 1000;

/**
 * Waits for something that tells no other way: looks until the condition holds and answers what it came to.
 * A look that throws or rejects counts as "not yet". Time in which the whole machine stands still does not count.
 * @throws Error after `withinMs`, with what the last look threw as its cause.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  withinMs = 20_000,
): Promise<Exclude<T, false | null | undefined>> {
  let left = withinMs;
  for (;;) {
    const began = performance.now();
    const { value, error } = await look(condition);
    if (value !== false && value != null) return value as Exclude<T, false | null | undefined>;
    if (left <= 0) throw new Error(`Not so within ${withinMs} ms: ${String(condition)}`, { cause: error });
    await pause(lookEveryMs);
    left -= Math.min(longestStepMs, performance.now() - began);
  }
}

async function look<T>(condition: () => T | Promise<T>): Promise<{ value?: T; error?: unknown }> {
  try {
    return { value: await condition() };
  } catch (error) {
    return { error };
  }
}
