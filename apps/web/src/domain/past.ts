import type { Campaign, History } from "@cruiseboard/contract";
import { useState } from "react";

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

interface PastOptions {
  /** As the server remembers it; a sample ahead of `from` tells what was so at `from`. */
  readonly history: History | undefined;
  /** What this page has seen since it was opened. */
  readonly live: readonly Sample[];
  /** Epoch milliseconds; null: from the beginning. */
  readonly from: number | null;
  /** Until when the last value is known to have stayed, in epoch milliseconds; null: only when it was seen. */
  readonly heldUntil: number | null;
}

/** What the server remembers and what this page has seen since, in order of time. */
export function mergePast({ history, live, from, heldUntil }: PastOptions): Past {
  const known = (history?.samples ?? []).map(({ at, called, total }) => ({
    at: Date.parse(at),
    called,
    total,
  }));
  const last = known.at(-1)?.at ?? -Infinity;
  const all = [...known, ...live.filter(({ at }) => at > last)];
  const newest = all.at(-1)?.at ?? -Infinity;
  const gaps = (history?.gaps ?? []).map((gap) => {
    const begin = Date.parse(gap.from);
    // One that was open when the server answered has been ended by whatever was seen since.
    return { from: begin, to: newest > begin ? Math.min(Date.parse(gap.to), newest) : Date.parse(gap.to) };
  });
  const start = from ?? -Infinity;
  const samples = carriedOn(all, gaps, start);
  return { samples: heldOn(samples, heldUntil), gaps: gaps.filter(({ to }) => to >= start) };
}

/** A first look that comes so soon after the window's opening has missed nothing, in milliseconds. */
const soon = 60_000;

/** Of a window that had opened before anybody looked, what came before the first sample is a gap like any other. */
export function withLeadIn(past: Past, opened: string | null): Past {
  const first = past.samples[0]?.at;
  const from = Date.parse(opened ?? "");
  return first !== undefined && from < first - soon
    ? { ...past, gaps: [{ from, to: first }, ...past.gaps] }
    : past;
}

/** Between two samples nothing changed: what was so before the left edge is so there, unless nobody could look. */
function carriedOn(all: readonly PastSample[], gaps: readonly Gap[], start: number): readonly PastSample[] {
  const within = all.filter(({ at }) => at >= start);
  const before = all.findLast(({ at }) => at < start);
  const unseen = gaps.some(({ from, to }) => from <= start && to > start);
  return before === undefined || unseen || within[0]?.at === start
    ? within
    : [{ ...before, at: start }, ...within];
}

function heldOn(samples: readonly PastSample[], until: number | null): readonly PastSample[] {
  const last = samples.at(-1);
  return last === undefined || until === null || until <= last.at
    ? samples
    : [...samples, { ...last, at: until }];
}

/** The samples with a hole in every gap, so that no line is drawn over what nobody has seen. */
export function withHoles({ samples, gaps }: Past): PastSample[] {
  const holes = gaps
    .filter(({ from, to }) => to > from)
    .map(({ from, to }) => ({ at: (from + to) / 2, called: null, total: null }));
  return [...samples, ...holes].toSorted((one, other) => one.at - other.at);
}

/** Called against total, as this page has seen it. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly called: number;
  readonly total: number;
}

/** When it is reached every second one goes, so that memory stays flat over a day. */
const most = 96;

/** The samples and what the campaign shows now; the very same ones if that is nothing new, or not known. */
export function withLook(samples: readonly Sample[], campaign: Campaign): readonly Sample[] {
  const { observedAt, calledCallees: called, totalCallees: total } = campaign;
  if (observedAt === null || called === null || total === null) return samples;
  const sample = { at: Date.parse(observedAt), called, total };
  if (!(sample.at > (samples.at(-1)?.at ?? -Infinity))) return samples;
  // A plateau needs its two ends only.
  const grown = [...(isPlateau(samples, sample) ? samples.slice(0, -1) : samples), sample];
  return grown.length > most ? thin(grown) : grown;
}

function isPlateau(samples: readonly Sample[], { called, total }: Sample): boolean {
  return [-1, -2].every((place) => {
    const sample = samples.at(place);
    return sample?.called === called && sample.total === total;
  });
}

/** Every second sample, first and last kept. */
function thin(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter((_, index) => index % 2 === 0 || index === samples.length - 1);
}

/** What was seen of a campaign since its page was opened; what was before, the server remembers. */
export function useLiveSamples(campaign: Campaign): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const now = withLook(samples, campaign);
  if (now !== samples) setSamples(now);
  return now;
}
