import { type Kysely, PostgresAdapter } from "kysely";
import type { Schema } from "../schema.ts";

/**
 * Several accounts, each asked for by one backend: what one of them saw is numbered by itself, since numbers of two
 * that write at the same time may show in another order than they were given out.
 */
export async function up(db: Kysely<Schema>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  await db.schema
    .alterTable("live_campaigns")
    .addColumn("account", "text", (column) => column.notNull().defaultTo("default"))
    .execute();
  await db.schema.dropIndex("live_campaigns_by_seq").execute();
  await db.schema
    .createIndex("live_campaigns_by_account")
    .on("live_campaigns")
    .columns(["account", "seq"])
    .execute();
}
