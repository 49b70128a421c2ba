import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
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

/** Samples a statement looks through, so that none holds up the process for long. */
const samplesPerStatement = 20_000;

interface ChangeRow {
  readonly at: number;
  readonly at_before: number | null;
  readonly state_code: number | null;
  readonly state_before: number | null;
  readonly total: number | null;
  readonly total_before: number | null;
}

/** The latest changes of state or total, newest first, the very first sample included. */
export async function latestChanges(
  db: Kysely<Schema>,
  key: CampaignKey,
  most: number,
): Promise<SampleChange[]> {
  const changes: SampleChange[] = [];
  let to = Number.MAX_SAFE_INTEGER;
  while (changes.length < most) {
    const rows = await changesUpTo(db, key, to);
    const oldest = rows.at(-1);
    if (!oldest) break;
    const isEnd = await isFirstSample(db, key, oldest.at);
    changes.push(...(isEnd ? rows : rows.slice(0, -1)).map(toChange));
    if (isEnd) break;
    // The oldest one is read again, together with the one before it.
    to = oldest.at;
  }
  return changes.slice(0, most);
}

/** Among the latest so many samples up to `to`: the changes, and the oldest of all, newest first. */
async function changesUpTo(db: Kysely<Schema>, key: CampaignKey, to: number): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select * from (
      select at, state_code, total,
        lag(at) over (order by at) as at_before,
        lag(state_code) over (order by at) as state_before,
        lag(total) over (order by at) as total_before
      from (
        select at, state_code, total from samples
        where sdk_app_id = ${key.sdkAppId} and campaign_id = ${key.campaignId} and at <= ${to}
        order by at desc limit ${samplesPerStatement}
      ) latest
    ) compared
    where at_before is null or state_code is distinct from state_before or total is distinct from total_before
    order by at desc`.execute(db);
  return rows;
}

async function isFirstSample(db: Kysely<Schema>, key: CampaignKey, at: number): Promise<boolean> {
  const before = await db
    .selectFrom("samples")
    .select("at")
    .where("sdk_app_id", "=", key.sdkAppId)
    .where("campaign_id", "=", key.campaignId)
    .where("at", "<", at)
    .limit(1)
    .executeTakeFirst();
  return before === undefined;
}

function toChange(row: ChangeRow): SampleChange {
  return {
    at: row.at,
    stateCode: row.state_code,
    stateCodeBefore: row.state_before,
    total: row.total,
    totalBefore: row.total_before,
    isFirst: row.at_before === null,
  };
}
