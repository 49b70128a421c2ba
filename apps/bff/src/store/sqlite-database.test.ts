import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { migrations } from "./migrations.ts";
import { createSqliteDialect, openSqliteDatabase } from "./sqlite-database.ts";
import { StoreError } from "./store-error.ts";
import { createWatchListStore } from "./watch-list-store.ts";

const file = "cruiseboard.db";

/** A database of this version with one entry, closed again. Answers its path. */
async function writtenDatabase(folder: string): Promise<string> {
  const db = await openSqliteDatabase(folder, file);
  await createWatchListStore(db).add([{ sdkAppId: 1, campaignId: 1 }], 1000);
  await db.destroy();
  return join(folder, file);
}

function change(path: string, statement: string): void {
  const database = new DatabaseSync(path);
  database.exec(statement);
  database.close();
}

/** Opens, expecting to be refused; answers what was said, once it is sure that no byte was written. */
async function refusal(folder: string): Promise<string> {
  const before = contentsOf(folder);
  const error: unknown = await openSqliteDatabase(folder, file).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  expect(contentsOf(folder)).toEqual(before);
  return (error as StoreError).message;
}

/** What stands in the folder, the reader's own shared memory of a moment apart. */
function contentsOf(folder: string): [name: string, content: string][] {
  return readdirSync(folder)
    .filter((name) => !name.endsWith("-shm") && !isEmptyLog(folder, name))
    .map((name) => [name, readFileSync(join(folder, name), "base64")]);
}

function isEmptyLog(folder: string, name: string): boolean {
  return name.endsWith("-wal") && readFileSync(join(folder, name)).length === 0;
}

describe("opening", () => {
  it("makes the folder and the schema, and finds both again", async () => {
    const folder = join(temporaryFolder(), "deep", "er");
    await writtenDatabase(folder);
    const db = await openSqliteDatabase(folder, file);
    onTestFinished(() => db.destroy());
    expect(await createWatchListStore(db).all()).toHaveLength(1);
    const applied = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    expect(applied.rows.map(({ name }) => name)).toEqual(Object.keys(migrations));
  });

  it("writes ahead and waits for the disk, so that what was acknowledged survives a power cut", async () => {
    const db = await openSqliteDatabase(temporaryFolder(), file);
    onTestFinished(() => db.destroy());
    const journal = await sql<{ journalMode: string }>`pragma journal_mode`.execute(db);
    const synchronous = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
    expect(journal.rows).toEqual([{ journalMode: "wal" }]);
    expect(synchronous.rows).toEqual([{ synchronous: 2 }]);
  });

  it("reports why a write failed, though SQLite has rolled back by itself", async () => {
    const db = await openSqliteDatabase(temporaryFolder(), file);
    onTestFinished(() => db.destroy());
    const failing = db.transaction().execute(async (transaction) => {
      await sql`rollback`.execute(transaction);
      throw new Error("database or disk is full");
    });
    await expect(failing).rejects.toThrow("database or disk is full");
    expect(await createWatchListStore(db).all()).toEqual([]);
  });

  it("takes an empty file, as one that was killed before its first write leaves it", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, file), "");
    const db = await openSqliteDatabase(folder, file);
    onTestFinished(() => db.destroy());
    expect(await createWatchListStore(db).all()).toEqual([]);
  });

  it("goes on where a process was killed before its first migration", async () => {
    const folder = temporaryFolder();
    change(
      join(folder, file),
      "CREATE TABLE kysely_migration (name varchar(255) NOT NULL PRIMARY KEY, timestamp varchar(255) NOT NULL)",
    );
    const db = await openSqliteDatabase(folder, file);
    onTestFinished(() => db.destroy());
    expect(await createWatchListStore(db).all()).toEqual([]);
  });
});

describe("refusing, with nothing written", () => {
  it("a schema with a migration that is not known here", async () => {
    const folder = temporaryFolder();
    const path = await writtenDatabase(folder);
    change(path, "INSERT INTO kysely_migration VALUES ('0999-from-the-future', '2030-01-01T00:00:00.000Z')");
    const message = await refusal(folder);
    expect(message).toContain("newer Cruiseboard (0999-from-the-future)");
    expect(message).toContain(path);
  });

  it("a schema version above ours", async () => {
    const folder = temporaryFolder();
    change(await writtenDatabase(folder), "PRAGMA user_version = 7");
    expect(await refusal(folder)).toContain("newer Cruiseboard (user_version 7)");
  });

  it("a file that is not a database", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, file), "The quick brown fox jumps over the lazy dog. ".repeat(100));
    const message = await refusal(folder);
    expect(message).toContain(`${join(folder, file)} is not a database`);
    expect(message).not.toContain("space left");
  });

  it.each([
    ["a page in its middle overwritten", (file: Buffer) => file.fill(0xa5, 8192, 12_288)],
    ["its end cut off", (file: Buffer) => file.subarray(0, 3 * 4096)],
    ["its first page overwritten behind the header", (file: Buffer) => file.fill(0, 100, 4096)],
  ])("a database with %s, which is kept aside", async (_what, damage) => {
    const folder = temporaryFolder();
    const path = await writtenDatabase(folder);
    writeFileSync(path, damage(readFileSync(path)));
    const message = await refusal(folder);
    expect(message).toContain(`The database ${path} is damaged`);
    expect(message).toContain("It was left as it is");
  });

  it("the database of another program", async () => {
    const folder = temporaryFolder();
    change(
      join(folder, file),
      "CREATE TABLE watch_list (watch text); INSERT INTO watch_list VALUES ('Rolex')",
    );
    expect(await refusal(folder)).toContain("is the database of another program");
  });

  it("a DATA_DIR that is a file", async () => {
    const path = join(temporaryFolder(), "data");
    writeFileSync(path, "not a folder");
    await expect(openSqliteDatabase(path, file)).rejects.toThrow(/cannot be used: .*data.* DATA_DIR/);
    expect(readFileSync(path, "utf8")).toBe("not a folder");
  });

  it("a folder where the database should be", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, file));
    await expect(openSqliteDatabase(folder, file)).rejects.toThrow("cannot be used");
    expect(readdirSync(join(folder, file))).toEqual([]);
  });

  // Root may write anywhere, whatever the folder says.
  it.skipIf(process.getuid?.() === 0)("a folder that is read-only", async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    await expect(openSqliteDatabase(folder, file)).rejects.toThrow("may write to");
    expect(readdirSync(folder)).toEqual([]);
  });

  // Nobody may write there, root included.
  it.runIf(existsSync("/proc/self"))("a folder that cannot be made", async () => {
    await expect(openSqliteDatabase("/proc/cruiseboard", file)).rejects.toThrow(/cannot be used: .*DATA_DIR/);
  });
});

describe("a full database", () => {
  it("fails the change as a whole, and goes on once there is space", async () => {
    const db = await openSqliteDatabase(temporaryFolder(), file);
    onTestFinished(() => db.destroy());
    const store = createWatchListStore(db);
    await store.add([{ sdkAppId: 1, campaignId: 1 }], 1000);
    await sql`pragma max_page_count = 24`.execute(db);
    const many = Array.from({ length: 5000 }, (_, index) => ({ sdkAppId: 2, campaignId: index + 1 }));
    await expect(store.add(many, 2000)).rejects.toMatchObject({ code: "ERR_SQLITE_ERROR" });
    expect(await store.all()).toHaveLength(1);

    await sql`pragma max_page_count = 100000`.execute(db);
    await store.add(many, 3000);
    expect(await store.all()).toHaveLength(5001);
  });
});

function openInMemory(): Kysely<unknown> {
  const db = new Kysely<unknown>({ dialect: createSqliteDialect(new DatabaseSync(":memory:")) });
  onTestFinished(() => db.destroy());
  return db;
}

it("answers the rows of a query and the count of a change", async () => {
  const db = openInMemory();
  await sql`create table t (n bigint)`.execute(db);
  const inserted = await sql`insert into t values (1), (2)`.execute(db);
  expect(inserted.numAffectedRows).toBe(2n);
  expect((await sql`delete from t where n = 1 returning n`.execute(db)).rows).toEqual([{ n: 1 }]);
  expect((await sql`select n from t`.execute(db)).rows).toEqual([{ n: 2 }]);
});

it("undoes a migration that did not come to its end", async () => {
  const db = openInMemory();
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: () =>
        Promise.resolve({
          "0001-broken": {
            async up(db) {
              await sql`create table half_made (n bigint)`.execute(db);
              throw new Error("killed here");
            },
          },
        }),
    },
  });
  expect((await migrator.migrateToLatest()).error).toEqual(new Error("killed here"));
  expect((await sql`select name from sqlite_master where name = 'half_made'`.execute(db)).rows).toEqual([]);
});
