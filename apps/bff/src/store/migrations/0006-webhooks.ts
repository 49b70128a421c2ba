import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** What is to be told to whom, and messages that are under way. Times are epoch ms. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("webhook_events")
    .addColumn("receiver", "text", (column) => column.notNull())
    .addColumn("sdk_app_id", "bigint", (column) => column.notNull())
    .addColumn("campaign_id", "bigint", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("since", "bigint", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("webhook_events_key", [
      "receiver",
      "sdk_app_id",
      "campaign_id",
      "kind",
      "since",
      "event",
    ])
    .execute();
  await db.schema
    .createTable("webhook_messages")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("receiver", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
}
