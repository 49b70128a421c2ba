import type { Campaign } from "@cruiseboard/contract";

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
