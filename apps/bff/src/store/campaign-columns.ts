import type { CampaignKey } from "@cruiseboard/contract";
import { type InsertObject, type Kysely, type RawBuilder, sql } from "kysely";
import { clocksDifferByMs } from "../clock.ts";
import { inChunks } from "../in-chunks.ts";
import type { Schema, WriterClock } from "./schema.ts";

export const keyColumns = ["sdkAppId", "campaignId"] as const;

/** Without the other columns of a row. */
export function toKey({ sdkAppId, campaignId }: CampaignKey): CampaignKey {
  return { sdkAppId, campaignId };
}

export function isOf({ sdkAppId, campaignId }: CampaignKey): RawBuilder<boolean> {
  return sql<boolean>`(sdk_app_id = ${sdkAppId} and campaign_id = ${campaignId})`;
}

/** For where(): the row is of one of these campaigns. PostgreSQL takes parameters of VALUES for text, hence the casts. */
export function isOfOne(keys: readonly CampaignKey[]): RawBuilder<boolean> {
  if (keys.length === 0) return sql<boolean>`(1 = 0)`;
  const rows = keys.map(
    ({ sdkAppId, campaignId }) => sql`(cast(${sdkAppId} as bigint), cast(${campaignId} as bigint))`,
  );
  return sql<boolean>`(sdk_app_id, campaign_id) in (values ${sql.join(rows)})`;
}

/** Inserts the rows (≥ 1). Those that are there take the new values, as far as `replaceable` (default: all) allows. */
export function upsert<DB extends Schema, Table extends keyof DB & string>(
  db: Kysely<DB>,
  table: Table,
  rows: readonly InsertObject<DB, Table>[],
  key: readonly string[] = keyColumns,
  replaceable?: RawBuilder<boolean>,
) {
  const others = Object.keys(rows[0] ?? {}).filter((column) => !key.includes(column));
  const values = Object.fromEntries(others.map((column) => [column, sql.ref(`excluded.${column}`)]));
  return db
    .insertInto(table)
    .values([...rows])
    .onConflict((conflict) => {
      const update = conflict.columns(key as never).doUpdateSet(values as never);
      return replaceable ? update.where(replaceable) : update;
    });
}

/** For upsert(): no later observation is stored, unless it is dated in the writer's future. */
export function isNotEarlier(table: string, now: WriterClock): RawBuilder<boolean> {
  const stored = sql.ref(`${table}.observed_at`);
  return sql<boolean>`(${stored} <= excluded.observed_at or ${stored} > ${now() + clocksDifferByMs})`;
}

/** SQLite runs a statement at once, and nothing else goes on meanwhile. Far below both databases' limit on parameters. */
const rowsPerStatement = 500;

export async function inStatements<Item, Row>(
  items: readonly Item[],
  queryFor: (some: readonly Item[]) => { execute(): Promise<readonly Row[]> },
): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const some of inChunks(items, rowsPerStatement)) rows.push(...(await queryFor(some).execute()));
  return rows;
}
