/** A seeded source of random draws. Two sources made from the same parts draw the same sequence. */
export interface Random {
  /** Evenly spread over [0, 1). */
  fraction(): number;
  /** Evenly spread over [low, high). */
  between(low: number, high: number): number;
  /** Spread over [low, high) so that each doubling is equally likely: many small values, a few large ones. */
  logBetween(low: number, high: number): number;
  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

function scramble(value: number): number {
  let bits = value >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function fold(parts: readonly number[]): number {
  return parts.reduce((state, part) => {
    const low = scramble(state ^ (part >>> 0));
    // Seeds beyond 32 bits count in full.
    return scramble(low + Math.floor(part / 2 ** 32) + 0x9e3779b9);
  }, 0x51ed270b);
}

/** Draws that depend on the given whole numbers only (a seed, an id, a stream). */
export function createRandom(...parts: number[]): Random {
  let counter = fold(parts);
  const fraction = () => {
    counter = (counter + 0x9e3779b9) >>> 0;
    return scramble(counter) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + fraction() * (high - low);
  return {
    fraction,
    between,
    logBetween: (low, high) => low * (high / low) ** fraction(),
    integer: (low, high) => low + Math.floor(fraction() * (high - low + 1)),
    chance: (probability) => fraction() < probability,
    pick: (choices) => choices[Math.floor(fraction() * choices.length)] ?? choices[0],
  };
}
