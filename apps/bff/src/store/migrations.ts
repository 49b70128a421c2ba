import { type Kysely, SqliteAdapter, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Schema } from "./schema.ts";
import { StoreError } from "./store-error.ts";

const key = "sdk_app_id bigint not null, campaign_id bigint not null";

function migration(statementsFor: (isSqlite: boolean) => readonly string[]): Migration {
  return {
    async up(db) {
      for (const statement of statementsFor(db.getExecutor().adapter instanceof SqliteAdapter))
        await sql.raw(statement).execute(db);
    },
  };
}

/** PostgreSQL notifies all backends of changes of the table. */
const notifyOf = (table: string, kind: string, events: string) => [
  `create function notify_of_${table}() returns trigger language plpgsql as $body$
    begin
      perform pg_notify('cruiseboard', '{"kind":"${kind}"}');
      return null;
    end $body$`,
  `create trigger ${table}_changed after ${events} on ${table}
    for each statement execute function notify_of_${table}()`,
];

/** In order. A released migration is never renamed, removed, or changed in what it does. Times are epoch ms. */
export const migrations: Record<string, Migration> = {
  "0001-watch-list": migration(() => [
    `create table watch_list (${key}, label text, added_at bigint not null,
      constraint watch_list_key primary key (sdk_app_id, campaign_id))`,
  ]),
  // "without rowid": SQLite keeps the rows in the order of the key, without a second copy of it.
  "0002-history": migration((isSqlite) => [
    `create table samples (${key}, at bigint not null, called bigint, total bigint, state_code bigint,
      unobserved_since bigint, constraint samples_key primary key (sdk_app_id, campaign_id, at)) ${isSqlite ? "without rowid" : ""}`,
    `create index samples_after_gaps on samples (sdk_app_id, campaign_id, unobserved_since)
      where unobserved_since is not null`,
    `create table last_facts (${key}, observed_at bigint not null, active_at bigint, ended_at bigint,
      end_confirmed bigint not null, facts text not null,
      constraint last_facts_key primary key (sdk_app_id, campaign_id))`,
  ]),
  "0003-attention": migration(() => [
    `create table attention (${key}, kind text not null, since bigint not null, noticed_at bigint not null,
      until bigint, constraint attention_key primary key (sdk_app_id, campaign_id, kind, since))`,
    "create index attention_that_lasts on attention (campaign_id, sdk_app_id) where until is null",
  ]),
  "0004-archive": migration(() => [
    `create table archive (${key}, label text, added_at bigint not null, archived_at bigint not null,
      constraint archive_key primary key (sdk_app_id, campaign_id))`,
    "create table settings (name text not null primary key, value text not null)",
  ]),
  // For several backends on one database: only PostgreSQL is shared.
  "0005-cluster": migration((isSqlite) =>
    isSqlite
      ? []
      : [
          "create table leases (name text primary key, holder text, term bigint not null, beat bigint not null, told text)",
          "create sequence live_campaigns_seq",
          `create table live_campaigns (${key}, seq bigint not null, term bigint not null, state text not null,
      constraint live_campaigns_key primary key (sdk_app_id, campaign_id))`,
          "create index live_campaigns_by_seq on live_campaigns (seq)",
          "create table viewers_focus (backend text primary key, campaigns text not null, put_at timestamptz not null)",
          `create table asked_looks (id text primary key, kind text not null, ${key},
      asked_at timestamptz not null, reply text)`,
          ...notifyOf("watch_list", "watchList", "insert or update or delete"),
        ],
  ),
  "0006-webhooks": migration(() => [
    `create table webhook_events (receiver text not null, ${key}, kind text not null, event text not null,
      since bigint not null, at bigint not null, constraint webhook_events_key
      primary key (receiver, sdk_app_id, campaign_id, kind, since, event))`,
    `create table webhook_messages (id text not null primary key, receiver text not null, body text not null,
      created_at bigint not null)`,
  ]),
  "0007-accounts": migration((isSqlite) =>
    isSqlite
      ? []
      : [
          "alter table live_campaigns add column account text default 'default' not null",
          "drop index live_campaigns_by_seq",
          "create index live_campaigns_by_account on live_campaigns (account, seq)",
        ],
  ),
  "0008-attention-order": migration(() => [
    `create table attention_observed (${key}, observed_at bigint not null,
      constraint attention_observed_key primary key (sdk_app_id, campaign_id))`,
  ]),
  "0009-ended-sessions": migration(() => [
    "create table ended_sessions (id text primary key, until bigint not null)",
  ]),
  "0010-api-keys": migration((isSqlite) => [
    `create table api_keys (id text not null primary key, hash text not null, name text not null, role text not null,
      sdk_app_ids text not null, created_by text not null, created_at bigint not null, last_used_at bigint)`,
    ...(isSqlite ? [] : notifyOf("api_keys", "apiKeys", "insert or delete")),
  ]),
  "0011-suggested": migration(() => [
    "alter table last_facts add column suggested bigint default 0 not null",
    "create index last_facts_suggested on last_facts (sdk_app_id, campaign_id) where suggested = 1",
  ]),
};

/** `schema`: where PostgreSQL keeps our tables. Throws StoreError; the database is unchanged then. */
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

/** Of PostgreSQL's `schema`, oldest first. Throws StoreError if it is of a newer version; nothing is written. */
export async function appliedMigrations(db: Kysely<Schema>, schema: string): Promise<readonly string[]> {
  const table = await sql`select 1 from information_schema.tables
    where table_schema = ${schema} and table_name = 'kysely_migration'`.execute(db);
  if (table.rows.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const applied = rows.map(({ name }) => name);
  const newer = newerMigrations(applied);
  if (newer.length === 0) return applied;
  throw new StoreError(
    `The database of DATABASE_URL has the schema of a newer Cruiseboard (${newer.join(", ")}). Nothing was written; use that version, or another database.`,
  );
}
