import type { Campaign } from "@cruiseboard/contract";

export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly called: number;
  readonly total: number;
}

const fields = 3;
/** Per campaign. When it is reached every second one goes, so that memory stays flat over a day. */
const most = 96;

/** Campaigns whose samples are kept: those that were looked at last. */
const mostCampaigns = 4;

/** Called against total of the campaigns that somebody looks at, from then on; thousands of others cost nothing. */
export interface SampleRecorder {
  readonly record: (campaigns: ReadonlyMap<string, Campaign>) => void;
  /** From the first time that it is asked for on. */
  readonly samplesOf: (key: string) => readonly Sample[];
}

export function createSampleRecorder(): SampleRecorder {
  const series = new Map<string, number[]>();
  let latest: ReadonlyMap<string, Campaign> = new Map();

  function keep(key: string): void {
    const campaign = latest.get(key);
    const flat = series.get(key) ?? [];
    series.set(key, campaign ? appended(flat, campaign) : flat);
  }

  return {
    record(campaigns) {
      latest = campaigns;
      for (const key of series.keys()) keep(key);
    },
    samplesOf(key) {
      if (!series.has(key)) keep(key);
      const [eldest] = series.keys();
      if (series.size > mostCampaigns && eldest !== undefined) series.delete(eldest);
      return unpack(series.get(key) ?? []);
    },
  };
}

function appended(flat: number[], campaign: Campaign): number[] {
  const { observedAt, calledCallees: called, totalCallees: total } = campaign;
  if (observedAt === null || called === null || total === null) return flat;
  if (!(Date.parse(observedAt) > (flat.at(-fields) ?? 0))) return flat;
  // A plateau needs its two ends only.
  if (plateau(flat, called, total)) flat.splice(-fields, fields);
  flat.push(Date.parse(observedAt), called, total);
  return flat.length > most * fields ? thin(flat) : flat;
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
