import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

/** The latest observation of each campaign that the journal took in, so that it never goes back. Times are epoch ms. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("attention_observed")
    .addColumn("sdk_app_id", "bigint", (column) => column.notNull())
    .addColumn("campaign_id", "bigint", (column) => column.notNull())
    .addColumn("observed_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("attention_observed_key", ["sdk_app_id", "campaign_id"])
    .execute();
}
