import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Campaigns that left the watch list by rule, and what is set in the page for the whole installation. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("archive")
    .addColumn("sdk_app_id", "bigint", (column) => column.notNull())
    .addColumn("campaign_id", "bigint", (column) => column.notNull())
    .addColumn("label", "text")
    .addColumn("added_at", "bigint", (column) => column.notNull())
    .addColumn("archived_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("archive_key", ["sdk_app_id", "campaign_id"])
    .execute();
  await db.schema
    .createTable("settings")
    .addColumn("name", "text", (column) => column.primaryKey().notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .execute();
}
