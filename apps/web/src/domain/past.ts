import type { Campaign, History } from "@cruiseboard/contract";
import { withParameter } from "./address.ts";

/** Times are epoch milliseconds; null: unknown, or not observed. */
export interface PastSample {
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
}

export interface Past {
  readonly samples: readonly PastSample[];
  /** From an observation to the next one that came too late. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

interface PastOptions {
  readonly history: History | undefined;
  /** Observations that may be later than the history. */
  readonly live?: readonly PastSample[];
  /** null: from the first sample. */
  readonly from?: number | null;
  /** Until when the last value is known to hold; null: only at its own time. */
  readonly heldUntil?: number | null;
}

/** The stored history, and what was observed since, in order of time. */
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

/** Of the board, as a sample; empty: not observed, or without counts. */
export function lastObservation(campaign: Campaign): readonly PastSample[] {
  const { observedAt, calledCallees: called, totalCallees: total } = campaign;
  if (observedAt === null || called === null || total === null) return [];
  return [{ at: Date.parse(observedAt), called, total }];
}

export const historyRanges = ["1h", "today", "all"] as const;
export type HistoryRange = (typeof historyRanges)[number];

export function parseRange(search: string): HistoryRange {
  const given = new URLSearchParams(search).get("range");
  return historyRanges.find((range) => range === given) ?? "all";
}

export function withRange(search: string, range: HistoryRange): string {
  return withParameter(search, "range", range === "all" ? null : range);
}

/** Epoch milliseconds; null: the first observation. */
export function rangeStart(range: HistoryRange, now: number, timeZone: string): number | null {
  if (range === "all") return null;
  return range === "1h" ? now - 3_600_000 : startOfDay(now, timeZone);
}

/** Start of the present day in a zone. Days on which clocks change have 23 or 25 hours. */
export function startOfDay(now: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  const today = format.format(now);
  let [before, within] = [now - 26 * 3_600_000, now];
  while (within - before > 1) {
    const between = Math.floor((before + within) / 2);
    if (format.format(between) === today) within = between;
    else before = between;
  }
  return within;
}
