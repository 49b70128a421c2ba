import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { Kysely } from "kysely";
import { migrate } from "../../src/store/migrations.ts";
import type { Schema } from "../../src/store/schema.ts";
import { createSqliteDialect } from "../../src/store/sqlite-database.ts";
import type { Timeline } from "./timeline.ts";

/** The database of a world, with SQLite's SQL and as much of PostgreSQL's as backends need to share it. */
export interface SimulatedDatabase {
  /** For invariants: past every link and fault. */
  readonly raw: DatabaseSync;
  execute(sql: string, parameters: readonly unknown[]): { rows: unknown[]; changes: number };
  /** Nobody else does anything until the release. */
  lock(): Promise<() => void>;
  /** Told of every notification once its transaction is committed. */
  readonly listeners: Set<(payload: string) => void>;
  /** Tells what was notified since the last time; after a rollback, `forget` it. */
  notify(): void;
  forget(): void;
  /** Hears of what was written, by triggers, once it is committed. */
  onWritten: ((what: string, ...values: Written[]) => void) | null;
  /** What is watched; `addedAt`: epoch ms. */
  readonly watched: ReadonlyMap<string, { readonly key: CampaignKey; readonly addedAt: number }>;
  close(): void;
}

/** A column as it was written. */
type Written = number | string | null;

/** What only PostgreSQL has, in the words of SQLite; times are epoch ms. */
const sharedTables = `
  create table leases (name text primary key, holder text, term integer not null, beat integer not null, told text);
  create table live_campaigns (
    sdk_app_id integer not null, campaign_id integer not null, account text not null, seq integer not null,
    term integer not null, state text not null, primary key (sdk_app_id, campaign_id));
  create trigger lease_inserted after insert on leases begin select written('lease', new.holder); end;
  create trigger lease_updated after update on leases when new.term <> old.term begin
    select written('lease', new.holder); end;
  create index live_campaigns_by_account on live_campaigns (account, seq);
  create table viewers_focus (backend text primary key, campaigns text not null, put_at integer not null);
  create table asked_looks (
    id text primary key, kind text not null, sdk_app_id integer not null, campaign_id integer not null,
    asked_at integer not null, reply text);
  ${["insert", "update", "delete"]
    .map(
      (event) => `create trigger watch_list_${event} after ${event} on watch_list
        begin select pg_notify('cruiseboard', '{"kind":"watchList"}'); end;`,
    )
    .join("\n")}`;

/** What the simulation wants to hear of. */
const watchedWrites = `
  create trigger facts_inserted after insert on last_facts begin
    select written('facts', new.sdk_app_id, new.campaign_id, new.observed_at, null, new.facts); end;
  create trigger facts_updated after update on last_facts begin
    select written('facts', new.sdk_app_id, new.campaign_id, new.observed_at, old.observed_at, new.facts); end;
  create trigger sample_inserted after insert on samples begin
    select written('sample', new.sdk_app_id, new.campaign_id, new.at, new.called); end;
  create trigger sample_updated after update on samples begin
    select written('sample', new.sdk_app_id, new.campaign_id, new.at, new.called); end;
  create trigger live_updated after update on live_campaigns
    when json_extract(new.state, '$.failure') is null begin
    select written('live', new.sdk_app_id, new.campaign_id,
      json_extract(new.state, '$.observedAt'), json_extract(old.state, '$.observedAt')); end;
  create trigger event_inserted after insert on webhook_events begin
    select written('outbox', 1, new.receiver || new.campaign_id || new.kind || new.event || new.since); end;
  create trigger event_deleted after delete on webhook_events begin
    select written('outbox', -1, old.receiver || old.campaign_id || old.kind || old.event || old.since); end;
  create trigger message_inserted after insert on webhook_messages begin
    select written('outbox', 1, new.id); end;
  create trigger message_deleted after delete on webhook_messages begin
    select written('outbox', -1, old.id); end;
  create trigger watched after insert on watch_list begin select written('watched'); end;
  create trigger unwatched after delete on watch_list begin select written('watched'); end;
  create trigger archived after insert on archive begin
    select written('archived', new.sdk_app_id, new.campaign_id); end;`;

let migrated: Promise<string> | null = null;

/** The schema as the migrations make it, once a process. */
async function readSchema(): Promise<string> {
  const database = new DatabaseSync(":memory:");
  const db = new Kysely<Schema>({ dialect: createSqliteDialect(database) });
  await migrate(db);
  const made = database.prepare("select sql from sqlite_master where sql is not null").all();
  await db.destroy();
  return made
    .map(({ sql }) => `${String(sql)};`)
    .filter((sql) => !sql.includes("kysely_"))
    .join("\n");
}

/** @param shared whether several backends meet through it. */
export async function openSimulatedDatabase(
  timeline: Timeline,
  epochMs: number,
  shared: boolean,
): Promise<SimulatedDatabase> {
  migrated ??= readSchema();
  const schema = await migrated;
  const raw = new DatabaseSync(":memory:");
  const listeners = new Set<(payload: string) => void>();
  const statements = new Map<string, { statement: StatementSync; reads: boolean }>();
  const waiting: (() => void)[] = [];
  let pending = new Set<string>();
  let written: [what: string, ...values: Written[]][] = [];
  let watched: SimulatedDatabase["watched"] | null = null;
  let locked = false;
  let sequence = 0;

  const database: SimulatedDatabase = {
    raw,
    listeners,
    onWritten: null,
    execute(sql, parameters) {
      const { statement, reads } = prepare(sql);
      const values = parameters as SQLInputValue[];
      if (reads) return { rows: statement.all(...values), changes: 0 };
      return { rows: [], changes: Number(statement.run(...values).changes) };
    },
    async lock() {
      if (locked) await new Promise<void>((resolve) => waiting.push(resolve));
      locked = true;
      return release;
    },
    notify() {
      const writes = written;
      written = [];
      const isEdited = writes.some(([what]) => what === "watched");
      if (isEdited) watched = null;
      for (const [what, ...values] of writes) if (what !== "watched") database.onWritten?.(what, ...values);
      if (isEdited) database.onWritten?.("watched");
      if (pending.size === 0) return;
      const told = pending;
      pending = new Set();
      for (const payload of told) for (const listener of listeners) listener(payload);
    },
    forget() {
      pending.clear();
      written = [];
    },
    get watched() {
      watched ??= readWatched(watchList);
      return watched;
    },
    close: () => raw.close(),
  };

  function release(): void {
    const next = waiting.shift();
    // Handed on without a gap in which somebody else could take it.
    if (next) next();
    else locked = false;
  }

  function prepare(sql: string) {
    const known = statements.get(sql);
    if (known) return known;
    const statement = raw.prepare(inSqlite(sql));
    const prepared = { statement, reads: statement.columns().length > 0 };
    statements.set(sql, prepared);
    return prepared;
  }

  raw.function("now", () => epochMs + timeline.now);
  raw.function("nextval", (_name) => (sequence += 1));
  raw.function("pg_notify", (_channel, payload) => {
    pending.add(String(payload));
    return null;
  });
  raw.function("written", { varargs: true }, (what, ...values) => {
    written.push([what as string, ...(values as Written[])]);
    return null;
  });
  raw.exec(schema);
  if (shared) raw.exec(sharedTables);
  const watchList = raw.prepare("select sdk_app_id, campaign_id, added_at from watch_list");
  raw.exec(shared ? watchedWrites : watchedWrites.replace(/create trigger live_updated.*?end;/s, ""));
  return database;
}

function readWatched(watchList: StatementSync): SimulatedDatabase["watched"] {
  const rows = watchList.all();
  const entries = rows.map((row) => ({
    key: { sdkAppId: Number(row["sdk_app_id"]), campaignId: Number(row["campaign_id"]) },
    addedAt: Number(row["added_at"]),
  }));
  return new Map(entries.map((entry) => [campaignPath(entry.key), entry]));
}

const unitsMs = { second: 1000, minute: 60_000 } as const;

/** What SQLite writes otherwise. */
function inSqlite(sql: string): string {
  return sql
    .replaceAll(/interval '(\d+) (second|minute)s?'/g, (_all, count: string, unit: keyof typeof unitsMs) =>
      String(Number(count) * unitsMs[unit]),
    )
    .replace("delete from live_campaigns l ", "delete from live_campaigns as l ")
    .replaceAll(/\) in \(\(/g, ") in (values (");
}
