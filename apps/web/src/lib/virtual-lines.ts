/** First and last of some lines, both included; `last` before `first`: none. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Where each line begins, and where the last one ends, in pixels from the top of the list. */
export function offsetsOf<T>(lines: readonly T[], heightOf: (line: T) => number): Float64Array {
  const offsets = new Float64Array(lines.length + 1);
  let end = 0;
  lines.forEach((line, index) => {
    end += heightOf(line);
    offsets[index + 1] = end;
  });
  return offsets;
}

/** The lines of which some part lies between two heights. */
export function spanBetween(offsets: Float64Array, top: number, bottom: number): Span {
  const last = offsets.length - 2;
  const [from, to] = [lineAt(offsets, top), lineAt(offsets, bottom)];
  if (bottom < 0 || top > (offsets[last + 1] ?? 0)) return { first: 0, last: -1 };
  return { first: Math.max(0, from), last: Math.min(last, to) };
}

/** The line that a height falls into; beyond the ends, the nearest. */
function lineAt(offsets: Float64Array, height: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= height) low = middle;
    else high = middle - 1;
  }
  return low;
}
