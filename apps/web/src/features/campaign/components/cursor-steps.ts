import type { PastSample } from "../past.ts";

/** A page's worth of samples. */
const leap = 10;

/** Where a key leads from a sample; null: the key means nothing here. */
export function moved(key: string, index: number, count: number): number | null {
  const targets: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    PageDown: index - leap,
    PageUp: index + leap,
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  return target === undefined ? null : Math.max(0, Math.min(count - 1, target));
}

/** The number of the sample that lies nearest to an instant; -1: there is none. */
export function nearest(samples: readonly PastSample[], at: number): number {
  let best = -1;
  let distance = Infinity;
  for (const [index, sample] of samples.entries()) {
    const apart = Math.abs(sample.at - at);
    if (apart >= distance) break;
    [best, distance] = [index, apart];
  }
  return best;
}
