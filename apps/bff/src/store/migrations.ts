import { type Kysely, PostgresAdapter, SqliteAdapter, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { Schema } from "./schema.ts";

/** In order; a name that has been released is never changed or taken away, nor is what it does. */
export const migrations: Record<string, Migration> = {
  "0001-watch-list": { up: watchList },
  "0002-history": { up: history },
  "0003-attention": { up: attention },
  "0004-archive": { up: archive },
  "0005-cluster": { up: cluster },
  "0006-webhooks": { up: webhooks },
  "0007-accounts": { up: accounts },
  "0008-attention-order": { up: attentionOrder },
  "0009-ended-sessions": { up: endedSessions },
};

async function watchList(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("watch_list")
    .addColumn("sdk_app_id", "bigint", (column) => column.notNull())
    .addColumn("campaign_id", "bigint", (column) => column.notNull())
    .addColumn("label", "text")
    .addColumn("added_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("watch_list_key", ["sdk_app_id", "campaign_id"])
    .execute();
}

/** Samples of every campaign, and what was last known of it. Times are epoch ms. */
async function history(db: Kysely<Schema>): Promise<void> {
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

/** When a campaign needed attention, what for and until when. Times are epoch ms. */
async function attention(db: Kysely<Schema>): Promise<void> {
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

/** Campaigns that left the watch list by rule, and what is set in the page for the whole installation. */
async function archive(db: Kysely<Schema>): Promise<void> {
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

/**
 * How several backends share one database: who asks the upstream, what it saw last, what viewers of the others want.
 * Only PostgreSQL is shared; the embedded database stays as it is.
 */
async function cluster(db: Kysely<Schema>): Promise<void> {
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

/** What is to be told to whom, and messages that are under way. Times are epoch ms. */
async function webhooks(db: Kysely<Schema>): Promise<void> {
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

/**
 * Several accounts, each asked for by one backend: what one of them saw is numbered by itself, since numbers of two
 * that write at the same time may show in another order than they were given out.
 */
async function accounts(db: Kysely<Schema>): Promise<void> {
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

/** The latest observation of each campaign that the journal took in, so that it never goes back. Times are epoch ms. */
async function attentionOrder(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("attention_observed")
    .addColumn("sdk_app_id", "bigint", (column) => column.notNull())
    .addColumn("campaign_id", "bigint", (column) => column.notNull())
    .addColumn("observed_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("attention_observed_key", ["sdk_app_id", "campaign_id"])
    .execute();
}

/** Sessions that are over ahead of their time. Times are epoch ms. */
async function endedSessions(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable("ended_sessions")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("until", "bigint", (column) => column.notNull())
    .execute();
}
