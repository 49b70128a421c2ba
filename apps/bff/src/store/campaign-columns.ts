import type { CampaignKey } from "@cruiseboard/contract";
import { type RawBuilder, sql } from "kysely";

/** SQLite runs a statement at once, and nothing else goes on meanwhile. Far below both databases' limit on parameters. */
export const rowsPerStatement = 500;

export function toColumns({ sdkAppId, campaignId }: CampaignKey) {
  return { sdk_app_id: sdkAppId, campaign_id: campaignId };
}

export function toKey(row: { readonly sdk_app_id: number; readonly campaign_id: number }): CampaignKey {
  return { sdkAppId: row.sdk_app_id, campaignId: row.campaign_id };
}

/** For where(): the row is of this campaign. */
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
