import type { CampaignKey } from "@cruiseboard/contract";

/** One moment of a campaign's past. `at` is epoch ms; null: the upstream did not tell. */
export interface StoredSample {
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
  readonly stateCode: number | null;
}

/** A sample and the gap that it ends: the look before it, epoch ms, if nobody could look in between; else null. */
export interface RecentSample extends StoredSample {
  readonly unobservedSince: number | null;
}

/** A sample to keep. */
export interface KeptSample extends RecentSample {
  readonly key: CampaignKey;
}

/** A stretch in which nobody could look, epoch ms. */
export interface StoredGap {
  readonly from: number;
  readonly to: number;
}

/** Epoch ms, both included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface SampleRow {
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
  readonly state_code: number | null;
}

export const sampleColumns = ["at", "called", "total", "state_code"] as const;

export function toSample(row: SampleRow): StoredSample {
  return { at: row.at, called: row.called, total: row.total, stateCode: row.state_code };
}
