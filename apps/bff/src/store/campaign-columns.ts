import type { CampaignKey } from "@cruiseboard/contract";
import { type RawBuilder, sql } from "kysely";
import { clocksDifferByMs } from "../clock.ts";
import { inChunks } from "../in-chunks.ts";

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

/** For doUpdateSet(): these columns take the values that were to be inserted. */
export function takingInserted<Column extends string>(...columns: Column[]) {
  return Object.fromEntries(
    columns.map((column) => [column, sql.ref(`excluded.${column}`)]),
  ) as unknown as Record<Column, RawBuilder<never>>;
}

/** The writer's clock, epoch ms, read for each statement: a process may stand still within a transaction. */
export type WriterClock = () => number;

/** For doUpdateSet(): no later observation is stored, unless it is dated in the writer's future. */
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
