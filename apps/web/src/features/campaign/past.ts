import type { History } from "@cruiseboard/contract";
import type { Sample } from "../../lib/samples.ts";

/** One moment of a campaign's past, in epoch milliseconds; null: not known, or nobody could look. */
export interface PastSample {
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
}

/** From an observation to the next one that came too late; epoch milliseconds. */
interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface Past {
  readonly samples: readonly PastSample[];
  readonly gaps: readonly Gap[];
}

/**
 * What the server remembers and what this page has seen since, in order of time.
 * @param from epoch milliseconds; null: from the beginning.
 */
export function mergePast(history: History | undefined, live: readonly Sample[], from: number | null): Past {
  const known = (history?.samples ?? []).map(({ at, called, total }) => ({
    at: Date.parse(at),
    called,
    total,
  }));
  const last = known.at(-1)?.at ?? -Infinity;
  const samples = [...known, ...live.filter(({ at }) => at > last)].filter(({ at }) => at >= (from ?? 0));
  const newest = samples.at(-1)?.at ?? -Infinity;
  const gaps = (history?.gaps ?? []).map((gap) => {
    const begin = Date.parse(gap.from);
    // One that was open when the server answered has been ended by whatever was seen since.
    return { from: begin, to: newest > begin ? Math.min(Date.parse(gap.to), newest) : Date.parse(gap.to) };
  });
  return { samples, gaps };
}

/** The samples with a hole in every gap, so that no line is drawn over what nobody has seen. */
export function withHoles({ samples, gaps }: Past): PastSample[] {
  const holes = gaps
    .filter(({ from, to }) => to > from)
    .map(({ from, to }) => ({ at: (from + to) / 2, called: null, total: null }));
  return [...samples, ...holes].toSorted((one, other) => one.at - other.at);
}
