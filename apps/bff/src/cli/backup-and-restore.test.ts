import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { lockDataFolder } from "../store/data-folder.ts";
import { createHistoryStore } from "../store/history-store.ts";
import { openSqliteDatabase } from "../store/sqlite-database.ts";
import { createWatchListStore } from "../store/watch-list-store.ts";
import { backUpDatabase, restoreDatabase } from "./backup-and-restore.ts";

const file = "cruiseboard.db";
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const now = new Date("2026-02-03T04:05:06.789Z");

/** A data folder as a backend that runs keeps it: its latest writes stand in the log beside the database. */
async function folderInUse(samples = 3) {
  const folder = temporaryFolder();
  const db = await openSqliteDatabase(folder, file);
  onTestFinished(() => db.destroy());
  const watchList = createWatchListStore(db);
  await watchList.add([{ ...key, label: "任务 🚗" }], 1000);
  const history = createHistoryStore(db);
  const sampleAt = (at: number) => ({ key, at, called: at, total: 40, stateCode: 1, unobservedSince: null });
  await history.write(
    Array.from({ length: samples }, (_, index) => sampleAt(1000 + index)),
    [],
  );
  return { folder, db, watchList, history, sampleAt };
}

async function watchedIn(folder: string): Promise<number[]> {
  const db = await openSqliteDatabase(folder, file);
  const campaigns = await createWatchListStore(db).all();
  await db.destroy();
  return campaigns.map(({ campaignId }) => campaignId);
}

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It was done");
};

describe("a backup", () => {
  it("holds what was acknowledged, in one file that only its owner reads", async () => {
    const { folder } = await folderInUse();
    const target = join(temporaryFolder(), "copy.db");
    expect(backUpDatabase(folder, target, now)).toBe(target);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(target, ".."))).toEqual(["copy.db"]);
  });

  it("goes into a folder under a name with the time", async () => {
    const { folder } = await folderInUse();
    const target = temporaryFolder();
    const path = backUpDatabase(folder, target, now);
    expect(path).toBe(join(target, "cruiseboard-2026-02-03T040506Z.db"));
  });

  it("makes the folder that a slash at the end speaks of, once a day the same", async () => {
    const { folder } = await folderInUse();
    const target = `${join(temporaryFolder(), "var", "backups")}/`;
    const names = [now, new Date(now.getTime() + 86_400_000)].map((at) => backUpDatabase(folder, target, at));
    expect(names).toEqual([
      `${target}cruiseboard-2026-02-03T040506Z.db`,
      `${target}cruiseboard-2026-02-04T040506Z.db`,
    ]);
  });

  it("says so where the folder is a file", async () => {
    const { folder } = await folderInUse();
    const target = join(folderWith("something else"), file);
    expect(messageOf(() => backUpDatabase(folder, `${target}/`, now))).toMatch(
      /was not made: .*(ENOTDIR|EEXIST)/,
    );
    expect(messageOf(() => backUpDatabase(folder, join(target, "copy.db"), now))).toMatch(
      /was not made: .*ENOTDIR/,
    );
  });

  it("is of one instant while a backend goes on writing", async () => {
    const { folder, history, sampleAt } = await folderInUse(20_000);
    const writing = Promise.all([5, 6, 7].map((at) => history.write([sampleAt(at * 100_000)], [])));
    const path = backUpDatabase(folder, join(temporaryFolder(), "copy.db"), now);
    await writing;
    const copy = new DatabaseSync(path, { readOnly: true });
    expect(copy.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    expect(Number(copy.prepare("SELECT count(*) AS n FROM samples").get()?.["n"])).toBeGreaterThanOrEqual(
      20_000,
    );
    copy.close();
  });

  it("never replaces a file", async () => {
    const { folder } = await folderInUse();
    const target = join(temporaryFolder(), "copy.db");
    writeFileSync(target, "precious");
    expect(messageOf(() => backUpDatabase(folder, target, now))).toContain("exists already");
    expect(readFileSync(target, "utf8")).toBe("precious");
  });

  it.each([
    ["there is no database", () => temporaryFolder(), /There is no database/],
    [
      "the database is none",
      () => folderWith("not a database, but long enough to be read as one"),
      /not a database.*another DATA_DIR/,
    ],
    [
      "the database is another program's",
      () => folderWith(readFileSync(databaseOf("CREATE TABLE contacts (name text)"))),
      /data\/cruiseboard\.db is the database of another program.*another DATA_DIR/,
    ],
  ])("is not made where %s", (_what, makeFolder, reason) => {
    const target = temporaryFolder();
    expect(messageOf(() => backUpDatabase(makeFolder(), join(target, "copy.db"), now))).toMatch(reason);
    expect(readdirSync(target)).toEqual([]);
  });

  it("is not made of a damaged database, and leaves nothing half done", async () => {
    const { folder, db } = await folderInUse(20_000);
    await db.destroy();
    damage(join(folder, file));
    const target = temporaryFolder();
    expect(messageOf(() => backUpDatabase(folder, join(target, "copy.db"), now))).toMatch(
      /malformed|damaged/,
    );
    expect(readdirSync(target)).toEqual([]);
  });

  it("says so where nothing can be written", async () => {
    const { folder } = await folderInUse();
    const target = join(temporaryFolder(), "absent", "copy.db");
    expect(messageOf(() => backUpDatabase(folder, target, now))).toMatch(/was not made: .*ENOENT/);
  });
});

describe("a restore", () => {
  it("brings back what was backed up, and keeps what was there aside with its log", async () => {
    const { folder, db, watchList } = await folderInUse();
    const backup = backUpDatabase(folder, temporaryFolder(), now);
    await watchList.add([{ ...key, campaignId: 2570, label: "" }], 2000);
    await db.destroy();
    const restored = restoreDatabase(folder, backup, now);
    expect(restored).toMatchObject({ path: join(folder, file) });
    expect(await watchedIn(folder)).toEqual([2569]);
    expect(restored.keptAside).toBe(join(folder, "replaced-2026-02-03T040506Z.db"));
    const aside = new DatabaseSync(String(restored.keptAside), { readOnly: true });
    expect(aside.prepare("SELECT count(*) AS n FROM watch_list").get()).toEqual({ n: 2 });
    aside.close();
    expect(existsSync(backup)).toBe(true);
  });

  it("keeps what only the log of a killed backend holds", async () => {
    const { folder, watchList } = await folderInUse();
    const backup = backUpDatabase(folder, temporaryFolder(), now);
    await watchList.remove([key], 3000);
    expect(existsSync(join(folder, `${file}-wal`))).toBe(true);
    const { keptAside } = restoreDatabase(folder, backup, now);
    expect(existsSync(`${keptAside}-wal`)).toBe(true);
    expect(existsSync(join(folder, `${file}-wal`))).toBe(false);
    expect(await watchedIn(folder)).toEqual([2569]);
  });

  it("into a folder that is not there yet makes it", async () => {
    const { folder } = await folderInUse();
    const backup = backUpDatabase(folder, temporaryFolder(), now);
    const fresh = join(temporaryFolder(), "data");
    expect(restoreDatabase(fresh, backup, now).keptAside).toBeNull();
    expect(await watchedIn(fresh)).toEqual([2569]);
  });

  it("refuses while a backend holds the folder, and changes nothing", async () => {
    const { folder } = await folderInUse();
    const backup = backUpDatabase(folder, temporaryFolder(), now);
    onTestFinished(lockDataFolder(folder, "cruiseboard.lock"));
    const before = readdirSync(folder).toSorted();
    expect(messageOf(() => restoreDatabase(folder, backup, now))).toContain(
      "Another Cruiseboard is using the folder",
    );
    expect(readdirSync(folder).toSorted()).toEqual(before);
  });

  it.each([
    ["is not there", () => join(temporaryFolder(), "absent.db"), /There is no backup/],
    ["is empty", () => join(folderWith(""), file), /is empty/],
    ["is no database", () => join(folderWith("a text"), file), /is not a database.* the backup command made/],
    [
      "is another program's",
      () => databaseOf("CREATE TABLE contacts (name text)"),
      /another program.* the backup command made/,
    ],
    [
      "is of a newer version",
      () => databaseOf(ofVersion("0999-later")),
      /The backup .*newer Cruiseboard \(0999-later\).* with that version/,
    ],
    ["is a folder", () => temporaryFolder(), /The backup .*cannot be used: .* may read/],
  ])("refuses a file that %s, and changes nothing", async (_what, backup, reason) => {
    const { folder, db } = await folderInUse();
    await db.destroy();
    const message = messageOf(() => restoreDatabase(folder, backup(), now));
    expect(message).toMatch(reason);
    expect(message).not.toContain("DATA_DIR");
    expect(await watchedIn(folder)).toEqual([2569]);
    expect(readdirSync(folder)).toEqual([file]);
  });

  it("refuses a damaged backup, however large it is", async () => {
    const { folder, db } = await folderInUse(20_000);
    const backup = backUpDatabase(folder, temporaryFolder(), now);
    await db.destroy();
    damage(backup);
    expect(messageOf(() => restoreDatabase(folder, backup, now))).toMatch(/is damaged.*name another backup/);
    expect(await watchedIn(folder)).toEqual([2569]);
  });

  it.runIf(process.geteuid?.() === 0)("by root belongs to whom the folder belongs", async () => {
    const { folder } = await folderInUse();
    const backup = backUpDatabase(folder, temporaryFolder(), now);
    const fresh = temporaryFolder();
    chownSync(fresh, 10_001, 10_001);
    restoreDatabase(fresh, backup, now);
    for (const name of readdirSync(fresh)) expect(statSync(join(fresh, name)).uid).toBe(10_001);
  });

  it("refuses the database itself", async () => {
    const { folder } = await folderInUse();
    expect(messageOf(() => restoreDatabase(folder, join(folder, file), now))).toContain(
      "the database itself",
    );
  });
});

/** Its last third is gone, as after a copy that was cut short. */
function damage(path: string): void {
  truncateSync(path, Math.floor((statSync(path).size * 2) / 3 / 4096) * 4096);
}

function folderWith(content: string | Buffer): string {
  const folder = join(temporaryFolder(), "data");
  mkdirSync(folder);
  writeFileSync(join(folder, file), content);
  return folder;
}

function databaseOf(sql: string): string {
  const path = join(temporaryFolder(), "strange.db");
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  return path;
}

function ofVersion(name: string): string {
  return `CREATE TABLE kysely_migration (name text); INSERT INTO kysely_migration VALUES ('${name}')`;
}
