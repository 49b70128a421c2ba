import type { Campaign, History } from "@cruiseboard/contract";
import { useState } from "react";

/** Times are epoch milliseconds; null: unknown, or not observed. */
export interface PastSample {
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
}

/** From an observation to the next one that came too late. */
interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface Past {
  readonly samples: readonly PastSample[];
  readonly gaps: readonly Gap[];
}

interface PastOptions {
  readonly history: History | undefined;
  /** Observations since the page was opened. */
  readonly live?: readonly Sample[];
  /** null: from the first sample. */
  readonly from?: number | null;
  /** Until when the last value is known to hold; null: only at its own time. */
  readonly heldUntil?: number | null;
}

/** Joins the stored history and the observations since the page was opened, in order of time. */
export function mergePast({ history, live = [], from = null, heldUntil = null }: PastOptions): Past {
  const stored = (history?.samples ?? []).map(({ at, called, total }) => ({
    at: Date.parse(at),
    called,
    total,
  }));
  const lastStored = stored.at(-1)?.at ?? -Infinity;
  const all = [...stored, ...live.filter(({ at }) => at > lastStored)];
  const newest = all.at(-1);
  const gaps = (history?.gaps ?? []).map((gap) => {
    const [begin, end] = [Date.parse(gap.from), Date.parse(gap.to)];
    // A gap that was open when the server answered ends with the first observation since.
    return { from: begin, to: newest && newest.at > begin ? Math.min(end, newest.at) : end };
  });
  const past = from === null ? { samples: all, gaps } : cutAt(from, { samples: all, gaps });
  const last = past.samples.at(-1);
  if (!last || heldUntil === null || heldUntil <= last.at) return past;
  return { ...past, samples: [...past.samples, { ...last, at: heldUntil }] };
}

/** Samples are stored on change only, so the last value before the edge holds at the edge, unless it lies in a gap. */
function cutAt(from: number, { samples, gaps }: Past): Past {
  const within = samples.filter(({ at }) => at >= from);
  const before = samples.findLast(({ at }) => at < from);
  const unobserved = gaps.some((gap) => gap.from <= from && gap.to > from);
  const carried = before && !unobserved && within[0]?.at !== from ? [{ ...before, at: from }] : [];
  return { samples: [...carried, ...within], gaps: gaps.filter(({ to }) => to >= from) };
}

/** A first observation so soon after the window opened has missed nothing. */
const leadInMs = 60_000;

export function withLeadIn(past: Past, opened: string | null): Past {
  const first = past.samples[0]?.at;
  const from = Date.parse(opened ?? "");
  return first !== undefined && from < first - leadInMs
    ? { ...past, gaps: [{ from, to: first }, ...past.gaps] }
    : past;
}

/** Inserts an empty sample into every gap, so that no line is drawn across it. */
export function withHoles({ samples, gaps }: Past): PastSample[] {
  const holes = gaps
    .filter(({ from, to }) => to > from)
    .map(({ from, to }) => ({ at: (from + to) / 2, called: null, total: null }));
  return [...samples, ...holes].toSorted((one, other) => one.at - other.at);
}

export interface Sample {
  readonly at: number;
  readonly called: number;
  readonly total: number;
}

/** Beyond this every second sample is dropped, so that memory stays flat over a day. */
const maxSamples = 96;

/** Returns the same array if the campaign has no new observation or no counts. */
export function withObservation(samples: readonly Sample[], campaign: Campaign): readonly Sample[] {
  const { observedAt, calledCallees: called, totalCallees: total } = campaign;
  if (observedAt === null || called === null || total === null) return samples;
  const sample = { at: Date.parse(observedAt), called, total };
  if (!(sample.at > (samples.at(-1)?.at ?? -Infinity))) return samples;
  // Of a plateau, only the first and the last sample are kept.
  const isPlateau = [-1, -2].every((index) => {
    const before = samples.at(index);
    return before?.called === called && before.total === total;
  });
  const grown = [...(isPlateau ? samples.slice(0, -1) : samples), sample];
  if (grown.length <= maxSamples) return grown;
  return grown.filter((_, index) => index % 2 === 0 || index === grown.length - 1);
}

export function useLiveSamples(campaign: Campaign): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const next = withObservation(samples, campaign);
  if (next !== samples) setSamples(next);
  return next;
}
