import { useSyncExternalStore } from "react";
import { time } from "./time.ts";

/**
 * A value that depends on the time of day. Renders only when the value changes, so that a board of ages costs a
 * comparison a beat each. `select` gets server time in epoch milliseconds and answers a primitive.
 */
export function useTicking<T extends string | number | boolean | null>(select: (now: number) => T): T {
  return useSyncExternalStore(time.subscribe, () => select(time.beat()));
}
