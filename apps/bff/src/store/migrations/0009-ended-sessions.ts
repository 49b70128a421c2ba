import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** Sessions that are over ahead of their time. Times are epoch ms. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("ended_sessions")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("until", "bigint", (column) => column.notNull())
    .execute();
}
