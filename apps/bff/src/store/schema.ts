import type { ColumnType } from "kysely";

/** Epoch milliseconds. */
type Instant = number;

interface WatchListTable {
  sdk_app_id: number;
  campaign_id: number;
  label: string | null;
  added_at: ColumnType<Instant, Instant, never>;
}

/** One schema for every database; column types are those that SQLite and PostgreSQL share. */
export interface Schema {
  watch_list: WatchListTable;
}
