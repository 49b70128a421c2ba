import type { CampaignKey } from "@cruiseboard/contract";
import type { Kysely } from "kysely";
import { isOf } from "./campaign-columns.ts";
import type { Schema } from "./schema.ts";

/** A stored observation. `at` is epoch ms; null: the upstream did not send the value. */
export interface StoredSample {
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
  readonly stateCode: number | null;
}

/** `unobservedSince`: the observation before it, epoch ms, if a gap ends with this one; else null. */
export interface RecentSample extends StoredSample {
  readonly unobservedSince: number | null;
}

export interface KeptSample extends RecentSample {
  readonly key: CampaignKey;
}

/** A time without observations, epoch ms. */
export interface StoredGap {
  readonly from: number;
  readonly to: number;
}

/** Epoch ms, both included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

interface SampleRow {
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
  readonly state_code: number | null;
}

export const sampleColumns = ["at", "called", "total", "state_code"] as const;

export function toSample(row: SampleRow): StoredSample {
  return { at: row.at, called: row.called, total: row.total, stateCode: row.state_code };
}

export function samplesOf(db: Kysely<Schema>, key: CampaignKey) {
  return db.selectFrom("samples").where(isOf(key));
}

export function samplesWithin(db: Kysely<Schema>, key: CampaignKey, { from, to }: TimeRange) {
  return samplesOf(db, key).where("at", ">=", from).where("at", "<=", to);
}
