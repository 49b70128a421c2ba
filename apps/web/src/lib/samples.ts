import type { Campaign } from "@cruiseboard/contract";
import { keyOf } from "./campaign-key.ts";

export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly called: number;
  readonly total: number;
}

const fields = 3;
/** Per campaign. When it is reached every second one goes, so that memory stays flat over a day. */
const most = 96;

/** Called against total since the page was opened, as flat numbers: 24 bytes a sample. */
export interface SampleRecorder {
  readonly record: (campaigns: Iterable<Campaign>) => void;
  readonly samplesOf: (key: string) => readonly Sample[];
}

export function createSampleRecorder(): SampleRecorder {
  const series = new Map<string, number[]>();
  const seen = new WeakSet<Campaign>();
  return {
    record(campaigns) {
      for (const campaign of campaigns) {
        if (seen.has(campaign)) continue;
        seen.add(campaign);
        append(series, campaign);
      }
    },
    samplesOf: (key) => unpack(series.get(key) ?? []),
  };
}

function append(series: Map<string, number[]>, campaign: Campaign): void {
  const { observedAt, calledCallees: called, totalCallees: total } = campaign;
  if (observedAt === null || called === null || total === null) return;
  const key = keyOf(campaign);
  const flat = series.get(key) ?? [];
  if (!(Date.parse(observedAt) > (flat.at(-fields) ?? 0))) return;
  // A plateau needs its two ends only.
  if (plateau(flat, called, total)) flat.splice(-fields, fields);
  flat.push(Date.parse(observedAt), called, total);
  series.set(key, flat.length > most * fields ? thin(flat) : flat);
}

function plateau(flat: readonly number[], called: number, total: number): boolean {
  const n = flat.length;
  return [n, n - fields].every((end) => flat[end - 2] === called && flat[end - 1] === total);
}

/** Every second sample, first and last kept. */
function thin(flat: readonly number[]): number[] {
  const last = flat.length / fields - 1;
  return flat.filter((_, index) => {
    const sample = Math.floor(index / fields);
    return sample % 2 === 0 || sample === last;
  });
}

function unpack(flat: readonly number[]): Sample[] {
  return Array.from({ length: flat.length / fields }, (_, sample) => {
    const [at = 0, called = 0, total = 0] = flat.slice(sample * fields, (sample + 1) * fields);
    return { at, called, total };
  });
}
