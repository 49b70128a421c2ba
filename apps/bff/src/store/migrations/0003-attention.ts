import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";

/** When a campaign needed attention, what for and until when. Times are epoch ms. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("attention")
    .addColumn("sdk_app_id", "bigint", (column) => column.notNull())
    .addColumn("campaign_id", "bigint", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("since", "bigint", (column) => column.notNull())
    .addColumn("noticed_at", "bigint", (column) => column.notNull())
    .addColumn("until", "bigint")
    .addPrimaryKeyConstraint("attention_key", ["sdk_app_id", "campaign_id", "kind", "since"])
    .execute();
  // What lasts is looked up with every change and is little among what is over.
  await db.schema
    .createIndex("attention_that_lasts")
    .on("attention")
    .columns(["campaign_id", "sdk_app_id"])
    .where(sql.ref("until"), "is", null)
    .execute();
}
