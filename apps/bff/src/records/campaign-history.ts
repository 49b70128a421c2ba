import type { CampaignKey, History, Sample } from "@cruiseboard/contract";
import { historyLimits } from "@cruiseboard/contract";
import { stateOf } from "../campaigns/campaign-state.ts";
import { toInstant, toInstantOrNull } from "../campaigns/instant.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { KeptSample, StoredGap, StoredSample, TimeRange } from "../store/stored-sample.ts";
import { presentGapSince } from "./present-gap.ts";

/** A campaign's past, for whoever asks. */
export interface CampaignHistory {
  /** What was asked for as the contract has it, at most `points` samples (300 unless told). */
  page(campaign: TrackedCampaign, query: HistoryQuery): Promise<History>;
  /** Every sample, in order of time, a page at a time. */
  everySample(key: CampaignKey, query: HistoryQuery): AsyncGenerator<KeptSample[], void, undefined>;
}

/** ISO 8601 times, both included; from the beginning and until now unless told. */
export interface HistoryQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly points?: number | undefined;
}

export function createCampaignHistory(store: HistoryStore, clock: Clock): CampaignHistory {
  const rangeOf = ({ from, to }: HistoryQuery): TimeRange => ({
    from: from === undefined ? 0 : Date.parse(from),
    to: to === undefined ? clock.now() : Date.parse(to),
  });

  return {
    async page(campaign, query) {
      const range = rangeOf(query);
      const points = query.points ?? historyLimits.defaultPoints;
      const samples = await store.samples(campaign.key, range, points);
      const gaps = await store.gaps(campaign.key, range, points);
      const present = presentGap(campaign, range, clock.now());
      return {
        samples: samples.map(presentSample),
        observedSince: toInstantOrNull(await store.observedSince(campaign.key)),
        gaps: [...gaps, ...(present ? [present] : [])].map(({ from, to }) => ({
          from: toInstant(from),
          to: toInstant(to),
        })),
      };
    },
    everySample: (key, query) => store.everySample(key, rangeOf(query)),
  };
}

function presentSample({ at, called, total, stateCode }: StoredSample): Sample {
  return { at: toInstant(at), called, total, state: stateOf(stateCode) };
}

/** The gap that nothing has ended yet, cut to the range. */
function presentGap(campaign: TrackedCampaign, range: TimeRange, now: number): StoredGap | null {
  const since = presentGapSince(campaign, now);
  if (since === null) return null;
  const gap = { from: Math.max(since, range.from), to: Math.min(now, range.to) };
  return gap.from < gap.to ? gap : null;
}
