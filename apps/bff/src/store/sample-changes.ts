import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, type Selectable, sql } from "kysely";
import type { Schema } from "./schema.ts";

/** A sample at which state or total differ from the sample before; null: the upstream did not tell. */
export interface SampleChange {
  readonly at: number;
  readonly stateCode: number | null;
  /** Of the sample before. */
  readonly stateCodeBefore: number | null;
  readonly total: number | null;
  readonly totalBefore: number | null;
  /** There is no sample before it. */
  readonly isFirst: boolean;
}

type Row = Pick<Selectable<Schema["samples"]>, "at" | "state_code" | "total">;

/**
 * The latest changes of state or total, newest first, the very first sample included. Goes back from stretch to stretch
 * in which neither changed; each is passed over within the database, up to the sample before it.
 */
export async function latestChanges(
  db: Kysely<Schema>,
  key: CampaignKey,
  most: number,
): Promise<SampleChange[]> {
  const changes: SampleChange[] = [];
  let last = await samplesOf(db, key).orderBy("at", "desc").limit(1).executeTakeFirst();
  while (last && changes.length < most) {
    const before = await lastUnlike(db, key, last);
    const first = await firstAfter(db, key, before?.at ?? Number.MIN_SAFE_INTEGER);
    changes.push({
      at: first?.at ?? last.at,
      stateCode: last.state_code,
      stateCodeBefore: before?.state_code ?? null,
      total: last.total,
      totalBefore: before?.total ?? null,
      isFirst: before === undefined,
    });
    last = before;
  }
  return changes;
}

function samplesOf(db: Kysely<Schema>, { sdkAppId, campaignId }: CampaignKey) {
  return db
    .selectFrom("samples")
    .select(["at", "state_code", "total"])
    .where("sdk_app_id", "=", sdkAppId)
    .where("campaign_id", "=", campaignId);
}

/** The last sample before this one with another state or total. */
function lastUnlike(db: Kysely<Schema>, key: CampaignKey, { at, state_code, total }: Row) {
  return samplesOf(db, key)
    .where("at", "<", at)
    .where(
      sql<boolean>`(state_code is distinct from cast(${state_code} as bigint) or total is distinct from cast(${total} as bigint))`,
    )
    .orderBy("at", "desc")
    .limit(1)
    .executeTakeFirst();
}

function firstAfter(db: Kysely<Schema>, key: CampaignKey, at: number) {
  return samplesOf(db, key).where("at", ">", at).orderBy("at").limit(1).executeTakeFirst();
}
