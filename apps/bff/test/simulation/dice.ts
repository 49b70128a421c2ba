import { createRandom } from "../kit/random.ts";

/** Everything that a seed decides is drawn from these. */
export interface Dice {
  /** 0 ≤ x < 1. */
  random(): number;
  chance(probability: number): boolean;
  between(low: number, high: number): number;
  whole(low: number, high: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** null: there is nothing to draw from. */
  any<T>(from: readonly T[]): T | null;
  /** Dice of their own, so that drawing more here changes nothing there. */
  fork(): Dice;
}

export function createDice(seed: number): Dice {
  const random = createRandom(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1));
  return {
    random,
    chance: (probability) => random() < probability,
    between,
    whole,
    pick: (from) => from[whole(0, from.length - 1)] ?? from[0],
    any: (from) => from[whole(0, from.length - 1)] ?? null,
    fork: () => createDice(whole(1, 2 ** 31)),
  };
}
