import type { StoredSample } from "./schema.ts";

/** Of the points, the share of the buckets at first; the rest is for changes. */
const shareOfBuckets = 0.47;
/** Called takes two samples per bucket; a total that changes takes two more. */
const mostPerBucket = 4;

/** At most `points` (≥ 2) samples: the first, the last, changes of state, called or total becoming known or unknown, and extremes per bucket of time. Too many changes are thinned evenly. */
export function downsample(samples: readonly StoredSample[], points: number): readonly StoredSample[] {
  if (samples.length <= points) return samples;
  const changes = samples.filter((sample, index) => isChange(samples[index - 1] ?? sample, sample));
  const ends = [samples[0], samples.at(-1)];
  const fine = extremesOf(samples, Math.max(1, Math.floor(points * shareOfBuckets)));
  const best = new Set([...ends, ...changes, ...fine]);
  if (best.size <= points) return samples.filter((sample) => best.has(sample));
  // Fewer, wider buckets; at least one if it fits, for the extremes of the whole range.
  const room = points - ends.length;
  const some = thinned(changes, room >= mostPerBucket ? room - mostPerBucket : room);
  const coarse = extremesOf(samples, Math.floor((room - some.length) / mostPerBucket));
  const kept = new Set([...ends, ...some, ...coarse]);
  return samples.filter((sample) => kept.has(sample));
}

function isChange(one: StoredSample, other: StoredSample): boolean {
  return (
    one.stateCode !== other.stateCode ||
    (one.called === null) !== (other.called === null) ||
    (one.total === null) !== (other.total === null)
  );
}

function extremesOf(samples: readonly StoredSample[], buckets: number): StoredSample[] {
  const [from = 0, to = 0] = [samples[0]?.at, samples.at(-1)?.at];
  if (buckets < 1) return [];
  const width = Math.ceil((to - from + 1) / buckets);
  return [...Map.groupBy(samples, ({ at }) => Math.floor((at - from) / width)).values()].flatMap((bucket) => {
    const ofCalled = extremesBy(bucket, ({ called }) => called);
    const ofTotal = extremesBy(bucket, ({ total }) => total);
    // A total that does not change is on a sample that is kept for its called, if that is known.
    const isOnThose =
      ofTotal[0]?.total === ofTotal[1]?.total && bucket.every(({ called }) => called !== null);
    return isOnThose ? ofCalled : [...ofCalled, ...ofTotal];
  });
}

/** The first of the least and the last of the most. */
function extremesBy(bucket: readonly StoredSample[], valueOf: (sample: StoredSample) => number | null) {
  const known = bucket.filter((sample) => valueOf(sample) !== null);
  let [least, most] = [known[0], known[0]];
  for (const sample of known) {
    if ((valueOf(sample) ?? 0) < (valueOf(least ?? sample) ?? 0)) least = sample;
    if ((valueOf(sample) ?? 0) >= (valueOf(most ?? sample) ?? 0)) most = sample;
  }
  return [least ?? [], most ?? []].flat();
}

function thinned<One>(all: readonly One[], most: number): readonly One[] {
  return all.filter(
    (_one, index) =>
      all.length <= most ||
      Math.floor((index * most) / all.length) !== Math.floor(((index - 1) * most) / all.length),
  );
}
