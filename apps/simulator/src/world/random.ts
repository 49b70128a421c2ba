export type Random = ReturnType<typeof createRandom>;

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

/** The same integers (a seed, an id, a stream) give the same sequence of draws. */
export function createRandom(...parts: number[]) {
  let counter = fold(parts);
  const fraction = () => {
    counter = (counter + 0x9e3779b9) >>> 0;
    return scramble(counter) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + fraction() * (high - low);
  return {
    fraction,
    between,
    /** Log-uniform: many small values, a few large ones. */
    logBetween: (low: number, high: number) => low * (high / low) ** fraction(),
    /** Both bounds included. */
    integer: (low: number, high: number) => low + Math.floor(fraction() * (high - low + 1)),
    chance: (probability: number) => fraction() < probability,
    pick: <T>(choices: readonly [T, ...T[]]): T =>
      choices[Math.floor(fraction() * choices.length)] ?? choices[0],
  };
}
