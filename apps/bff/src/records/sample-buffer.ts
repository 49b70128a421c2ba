import type { KeptSample } from "../store/stored-sample.ts";

interface BufferedSample {
  /** The campaign's path. */
  readonly id: string;
  sample: KeptSample;
  /** The first of its campaign in this process: whether a gap ends with it is yet to be found out. */
  isFirst: boolean;
}

/**
 * Samples on their way to the store, oldest first. With more than `most`, the oldest are given up, and what follows
 * them says so: from the first that was given up on, it is a gap.
 */
export interface SampleBuffer {
  readonly size: number;
  add(id: string, sample: KeptSample, isFirst: boolean): void;
  /** The oldest, at most so many; they are the caller's then. */
  take(most: number): BufferedSample[];
  /** What was taken and could not be written. */
  putBack(taken: readonly BufferedSample[]): void;
  /** Whether the campaign's latest samples were given up and none has followed. */
  hasLost(id: string): boolean;
}

export function createSampleBuffer(most: number): SampleBuffer {
  let waiting: BufferedSample[] = [];
  /** Campaign → where the gap begins that giving up has made, epoch ms, and whether its first one was among them. */
  const lost = new Map<string, { since: number; isFirst: boolean }>();

  function giveUpOldest(): void {
    if (waiting.length <= most) return;
    for (const { id, sample, isFirst } of waiting.splice(0, waiting.length - most))
      if (!lost.has(id)) lost.set(id, { since: sample.unobservedSince ?? sample.at, isFirst });
  }

  /** The first that follows those that were given up ends their gap. */
  function markLoss(entry: BufferedSample): BufferedSample {
    const loss = lost.get(entry.id);
    if (!loss) return entry;
    lost.delete(entry.id);
    const { sample, isFirst } = entry;
    return {
      ...entry,
      sample: { ...sample, unobservedSince: loss.since },
      isFirst: isFirst || loss.isFirst,
    };
  }

  return {
    get size() {
      return waiting.length;
    },
    add(id, sample, isFirst) {
      waiting.push({ id, sample, isFirst });
      giveUpOldest();
    },
    take: (count) => waiting.splice(0, count).map(markLoss),
    putBack(taken) {
      waiting = [...taken, ...waiting];
      giveUpOldest();
    },
    hasLost: (id) => lost.has(id) && !waiting.some((entry) => entry.id === id),
  };
}
