import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { postgresForTests } from "../../../test/kit/postgres-for-tests.ts";
import { freePort, soundInstallation } from "../../../test/kit/sound-installation.ts";
import { temporaryFolder } from "../../../test/kit/temporary-folder.ts";
import { lockDataFolder } from "../../store/data-folder.ts";
import { openSqliteDatabase } from "../../store/sqlite-database.ts";

const { said } = soundInstallation();

describe("the data folder", () => {
  it("may be missing, but not be a file", async () => {
    const folder = temporaryFolder();
    expect(await said("Data folder", { DATA_DIR: join(folder, "new", "data") })).toContain(
      "the first start creates it",
    );
    writeFileSync(join(folder, "file"), "");
    expect(await said("Data folder", { DATA_DIR: join(folder, "file") })).toMatch(/^✗ .*is not a folder/);
  });

  it.skipIf(process.getuid?.() === 0)("has to be writable", async () => {
    const folder = join(temporaryFolder(), "data");
    mkdirSync(folder, { mode: 0o500 });
    expect(await said("Data folder", { DATA_DIR: folder })).toMatch(/^✗ .*EACCES/);
  });

  it("is reported as in use", async () => {
    const folder = temporaryFolder();
    onTestFinished(lockDataFolder(folder, "cruiseboard.lock"));
    expect(await said("Lock", { DATA_DIR: folder })).toContain("uses the folder");
  });

  it.each([
    ["is damaged", (path: string) => truncateSync(path, 8192), /^✗ .*(damaged|malformed)[^]*npm run restore/],
    [
      "is of a newer version",
      (path: string) => execute(path, "INSERT INTO kysely_migration VALUES ('0999-x', '')"),
      /^✗ .*newer Cruiseboard/,
    ],
    [
      "is of an older version",
      (path: string) => execute(path, "DELETE FROM kysely_migration WHERE name > '0003'"),
      /^– .*with \d+ of this version's \d+ migrations\n.*back it up/,
    ],
  ])("with a database that %s says so, and changes nothing", async (_what, spoil, words) => {
    const folder = temporaryFolder();
    await (await openSqliteDatabase(folder, "cruiseboard.db")).destroy();
    spoil(join(folder, "cruiseboard.db"));
    expect(await said("Database", { DATA_DIR: folder })).toMatch(words);
  });
});

describe("PostgreSQL", () => {
  const postgres = postgresForTests();

  it("that answers is checked, and not written to", async () => {
    const url = await postgres.newDatabase();
    const first = await said("Database", { DATABASE_URL: url });
    expect(first).toMatch(
      /^✓ Database +PostgreSQL \d+\.\d+.* answers\n– Database +no schema cruiseboard yet/,
    );
    expect(await said("Database", { DATABASE_URL: url })).toBe(first);
  });

  it("with a wrong password, without the database, or away, says what to do, and no password", async () => {
    const url = new URL(await postgres.newDatabase());
    const changed = (change: (url: URL) => void) => {
      const copy = new URL(url);
      change(copy);
      return { DATABASE_URL: copy.href };
    };
    expect(
      await said(
        "Database",
        changed((copy) => void (copy.password = "Zq7wrong")),
      ),
    ).toContain("user or password");
    expect(
      await said(
        "Database",
        changed((copy) => void (copy.pathname = "/absent")),
      ),
    ).toContain("CREATE DATABASE");
    const port = await freePort();
    expect(
      await said(
        "Database",
        changed((copy) => void (copy.port = port)),
      ),
    ).toContain("Nothing listens there");
  });
});

function execute(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}
