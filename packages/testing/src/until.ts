import { setTimeout as pause } from "node:timers/promises";

const lookEveryMs = 20;

/**
 * Waits for something that tells no other way: looks until the condition holds and answers what it came to.
 * A look that throws or rejects counts as "not yet".
 * @throws Error after `withinMs`, with what the last look threw as its cause.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  withinMs = 20_000,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const { value, error } = await look(condition);
    if (value !== false && value != null) return value as Exclude<T, false | null | undefined>;
    if (performance.now() > deadline)
      throw new Error(`Not so within ${withinMs} ms: ${String(condition)}`, { cause: error });
    await pause(lookEveryMs);
  }
}

async function look<T>(condition: () => T | Promise<T>): Promise<{ value?: T; error?: unknown }> {
  try {
    return { value: await condition() };
  } catch (error) {
    return { error };
  }
}
