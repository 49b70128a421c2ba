import { sql } from "kysely";
import { Client } from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { environmentOf, startBackendProcess } from "../../test/kit/backend-process.ts";
import { postgresForTests } from "../../test/kit/postgres-for-tests.ts";
import { migrations } from "./migrations.ts";
import { openPostgresDatabase } from "./postgres-database.ts";
import { StoreError } from "./store-error.ts";
import { createWatchListStore } from "./watch-list-store.ts";

const postgres = postgresForTests();

async function open(url: string, schema = "cruiseboard") {
  const db = await openPostgresDatabase({ url, schema, onConnectionError: () => undefined });
  onTestFinished(() => db.destroy());
  return db;
}

async function refusal(url: string): Promise<string> {
  const error: unknown = await open(url).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  return (error as StoreError).message;
}

describe("opening", () => {
  it("makes the schema once, however many do it at the same time", async () => {
    const url = await postgres.newDatabase();
    const all = await Promise.all([open(url), open(url), open(url)]);
    for (const db of all) {
      const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
        db,
      );
      expect(applied.rows.map(({ name }) => name)).toEqual(Object.keys(migrations));
    }
  });

  it("keeps to its own schema, beside another program's tables and a demo's", async () => {
    const url = await postgres.newDatabase();
    const client = new Client(url);
    await client.connect();
    await client.query("create table watch_list (note text); create table kysely_migration (note text)");
    const real = createWatchListStore(await open(url));
    const demo = createWatchListStore(await open(url, "cruiseboard_demo"));
    await real.add([{ sdkAppId: 1, campaignId: 1 }], 1000);
    expect(await demo.all()).toEqual([]);
    expect((await client.query("select * from public.watch_list")).rows).toEqual([]);
    await client.end();
  });

  it("heeds what else the URL says", async () => {
    const url = `${await postgres.newDatabase()}?options=-c%20work_mem%3D7MB`;
    const { rows } = await sql<{ workMem: string }>`show work_mem`.execute(await open(url));
    expect(rows).toEqual([{ workMem: "7MB" }]);
  });

  it("refuses the schema of a newer version, with nothing written", async () => {
    const url = await postgres.newDatabase();
    const db = await open(url);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '')`.execute(db);
    expect(await refusal(url)).toMatch(/newer Cruiseboard \(9999-later\)\. Nothing was written/);
  });

  it("tells what is wrong, and never the password", async () => {
    const url = new URL(await postgres.newDatabase());
    const changed = (change: (changing: URL) => void) => {
      const other = new URL(url);
      change(other);
      return refusal(other.href);
    };
    const refusals = [
      await changed((other) => (other.port = "1")),
      await changed((other) => (other.password = "wrong")),
      await changed((other) => (other.pathname = "/nowhere")),
    ];
    expect(refusals[0]).toContain("ECONNREFUSED");
    expect(refusals[1]).toContain("password authentication failed");
    expect(refusals[2]).toContain('database "nowhere" does not exist');
    expect(refusals.join()).not.toContain(url.password);
  });

  it("a backend that cannot says so in a line and ends", async () => {
    const DATABASE_URL = "postgres://board:passphrase@127.0.0.1:1/board";
    const backend = startBackendProcess(environmentOf({ DATABASE_URL }));
    expect(await backend.exited).toEqual({ code: 1, signal: null });
    expect(backend.stderr()).toMatch(
      /^The database of DATABASE_URL cannot be used: connect ECONNREFUSED.*\n$/,
    );
    expect(backend.stdout() + backend.stderr()).not.toContain("passphrase");
  });
});
