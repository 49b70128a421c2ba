import { type Kysely, PostgresAdapter, SqliteAdapter, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Schema } from "./schema.ts";
import { StoreError } from "./store-error.ts";

/** In order. A released migration is never renamed, removed, or changed in what it does. Times are epoch ms. */
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

/**
 * Brings the schema up to this version. `schema`: where PostgreSQL keeps our tables, created if it is missing.
 * Throws StoreError when that fails; the database is unchanged then.
 */
export async function migrate(db: Kysely<Schema>, schema?: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const { message } = error as Error;
  throw new StoreError(`The database could not be brought to this version: ${message}`, { cause: error });
}

/** Those that this version does not know: a newer version wrote the database. */
export function newerMigrations(applied: readonly string[]): string[] {
  return applied.filter((name) => !Object.hasOwn(migrations, name));
}

/** Throws StoreError if PostgreSQL's `schema` is of a newer version; nothing is written. */
export async function refuseNewerSchema(db: Kysely<Schema>, schema: string): Promise<void> {
  const table = await sql`select 1 from information_schema.tables
    where table_schema = ${schema} and table_name = 'kysely_migration'`.execute(db);
  if (table.rows.length === 0) return;
  const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const newer = newerMigrations(applied.rows.map(({ name }) => name));
  if (newer.length === 0) return;
  throw new StoreError(
    `The database of DATABASE_URL has the schema of a newer Cruiseboard (${newer.join(", ")}). Nothing was written; use that version, or another database.`,
  );
}

async function run(db: Kysely<Schema>, ...statements: string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const key = "sdk_app_id bigint not null, campaign_id bigint not null";

async function watchList(db: Kysely<Schema>): Promise<void> {
  await run(
    db,
    `create table watch_list (${key}, label text, added_at bigint not null,
      constraint watch_list_key primary key (sdk_app_id, campaign_id))`,
  );
}

async function history(db: Kysely<Schema>): Promise<void> {
  // SQLite then keeps the rows in the order of the key, without a second copy of it.
  const clustered = db.getExecutor().adapter instanceof SqliteAdapter ? "without rowid" : "";
  await run(
    db,
    `create table samples (${key}, at bigint not null, called bigint, total bigint, state_code bigint,
      unobserved_since bigint, constraint samples_key primary key (sdk_app_id, campaign_id, at)) ${clustered}`,
    `create index samples_after_gaps on samples (sdk_app_id, campaign_id, unobserved_since)
      where unobserved_since is not null`,
    `create table last_facts (${key}, observed_at bigint not null, active_at bigint, ended_at bigint,
      end_confirmed bigint not null, facts text not null,
      constraint last_facts_key primary key (sdk_app_id, campaign_id))`,
  );
}

async function attention(db: Kysely<Schema>): Promise<void> {
  await run(
    db,
    `create table attention (${key}, kind text not null, since bigint not null, noticed_at bigint not null,
      until bigint, constraint attention_key primary key (sdk_app_id, campaign_id, kind, since))`,
    "create index attention_that_lasts on attention (campaign_id, sdk_app_id) where until is null",
  );
}

async function archive(db: Kysely<Schema>): Promise<void> {
  await run(
    db,
    `create table archive (${key}, label text, added_at bigint not null, archived_at bigint not null,
      constraint archive_key primary key (sdk_app_id, campaign_id))`,
    "create table settings (name text not null primary key, value text not null)",
  );
}

/** For several backends on one database. Only PostgreSQL is shared. */
async function cluster(db: Kysely<Schema>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  await run(
    db,
    "create table leases (name text primary key, holder text, term bigint not null, beat bigint not null, told text)",
    "create sequence live_campaigns_seq",
    `create table live_campaigns (${key}, seq bigint not null, term bigint not null, state text not null,
      constraint live_campaigns_key primary key (sdk_app_id, campaign_id))`,
    "create index live_campaigns_by_seq on live_campaigns (seq)",
    "create table viewers_focus (backend text primary key, campaigns text not null, put_at timestamptz not null)",
    `create table asked_looks (id text primary key, kind text not null, ${key},
      asked_at timestamptz not null, reply text)`,
    `create function notify_of_watch_list() returns trigger language plpgsql as $body$
    begin
      perform pg_notify('cruiseboard', '{"kind":"watchList"}');
      return null;
    end $body$`,
    `create trigger watch_list_changed after insert or update or delete on watch_list
    for each statement execute function notify_of_watch_list()`,
  );
}

async function webhooks(db: Kysely<Schema>): Promise<void> {
  await run(
    db,
    `create table webhook_events (receiver text not null, ${key}, kind text not null, event text not null,
      since bigint not null, at bigint not null, constraint webhook_events_key
      primary key (receiver, sdk_app_id, campaign_id, kind, since, event))`,
    `create table webhook_messages (id text not null primary key, receiver text not null, body text not null,
      created_at bigint not null)`,
  );
}

async function accounts(db: Kysely<Schema>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  await run(
    db,
    "alter table live_campaigns add column account text default 'default' not null",
    "drop index live_campaigns_by_seq",
    "create index live_campaigns_by_account on live_campaigns (account, seq)",
  );
}

/** The latest observation of each campaign in the attention journal. */
async function attentionOrder(db: Kysely<Schema>): Promise<void> {
  await run(
    db,
    `create table attention_observed (${key}, observed_at bigint not null,
      constraint attention_observed_key primary key (sdk_app_id, campaign_id))`,
  );
}

async function endedSessions(db: Kysely<Schema>): Promise<void> {
  await run(db, "create table ended_sessions (id text primary key, until bigint not null)");
}
