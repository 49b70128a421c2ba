import { type Kysely, SqliteAdapter, sql } from "kysely";
import type { Schema } from "../schema.ts";

/** Samples of every campaign, and what was last known of it. Times are epoch ms. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("samples")
    .addColumn("sdk_app_id", "bigint", (column) => column.notNull())
    .addColumn("campaign_id", "bigint", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("called", "bigint")
    .addColumn("total", "bigint")
    .addColumn("state_code", "bigint")
    .addColumn("unobserved_since", "bigint")
    .addPrimaryKeyConstraint("samples_key", ["sdk_app_id", "campaign_id", "at"])
    .modifyEnd(clusteredByKey(db))
    .execute();
  // Gaps are few among many samples: this index holds nothing else.
  await db.schema
    .createIndex("samples_after_gaps")
    .on("samples")
    .columns(["sdk_app_id", "campaign_id", "unobserved_since"])
    .where(sql.ref("unobserved_since"), "is not", null)
    .execute();
  await db.schema
    .createTable("last_facts")
    .addColumn("sdk_app_id", "bigint", (column) => column.notNull())
    .addColumn("campaign_id", "bigint", (column) => column.notNull())
    .addColumn("observed_at", "bigint", (column) => column.notNull())
    .addColumn("active_at", "bigint")
    .addColumn("ended_at", "bigint")
    .addColumn("end_confirmed", "bigint", (column) => column.notNull())
    .addColumn("facts", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("last_facts_key", ["sdk_app_id", "campaign_id"])
    .execute();
}

/** SQLite keeps such a table in the order of its key, without a second copy of the key; PostgreSQL has no such form. */
function clusteredByKey(db: Kysely<Schema>) {
  return db.getExecutor().adapter instanceof SqliteAdapter ? sql`without rowid` : sql``;
}
