import { type Kysely, PostgresAdapter, sql } from "kysely";
import type { Schema } from "../schema.ts";

/**
 * How several backends share one database: who asks the upstream, what it saw last, what viewers of the others want.
 * Only PostgreSQL is shared; the embedded database stays as it is.
 */
export async function up(db: Kysely<Schema>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  await createLeases(db);
  await createLiveCampaigns(db);
  await createAskingTables(db);
  await notifyOfWatchList(db);
}

async function createLeases(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("leases")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("holder", "text")
    .addColumn("term", "bigint", (column) => column.notNull())
    .addColumn("beat", "bigint", (column) => column.notNull())
    .addColumn("told", "text")
    .execute();
}

async function createLiveCampaigns(db: Kysely<Schema>): Promise<void> {
  await sql`create sequence live_campaigns_seq`.execute(db);
  await db.schema
    .createTable("live_campaigns")
    .addColumn("sdk_app_id", "bigint", (column) => column.notNull())
    .addColumn("campaign_id", "bigint", (column) => column.notNull())
    .addColumn("seq", "bigint", (column) => column.notNull())
    .addColumn("term", "bigint", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("live_campaigns_key", ["sdk_app_id", "campaign_id"])
    .execute();
  await db.schema.createIndex("live_campaigns_by_seq").on("live_campaigns").column("seq").execute();
}

async function createAskingTables(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("viewers_focus")
    .addColumn("backend", "text", (column) => column.primaryKey())
    .addColumn("campaigns", "text", (column) => column.notNull())
    .addColumn("put_at", "timestamptz", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("asked_looks")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("sdk_app_id", "bigint", (column) => column.notNull())
    .addColumn("campaign_id", "bigint", (column) => column.notNull())
    .addColumn("asked_at", "timestamptz", (column) => column.notNull())
    .addColumn("reply", "text")
    .execute();
}

/** Whoever changes the watch list, by whatever statement: every backend hears of it once that is committed. */
async function notifyOfWatchList(db: Kysely<Schema>): Promise<void> {
  await sql`
    create function notify_of_watch_list() returns trigger language plpgsql as $body$
    begin
      perform pg_notify('cruiseboard', '{"kind":"watchList"}');
      return null;
    end $body$`.execute(db);
  await sql`
    create trigger watch_list_changed after insert or update or delete on watch_list
    for each statement execute function notify_of_watch_list()`.execute(db);
}
