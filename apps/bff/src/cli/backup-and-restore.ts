import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { besideDatabase, databasePath, dataFiles, lockDataFolder, makeFolder } from "../store/data-folder.ts";
import { checkSqliteDatabase } from "../store/sqlite-database.ts";
import { StoreError } from "../store/store-error.ts";

/**
 * Copies the embedded database in `folder` to `target`, while a backend may be writing to it.
 * `target`: a new file, or a folder, in which a file named after `now` is made; one that ends with a slash is a folder
 * and made if need be. Answers the file and what is in it. Throws StoreError with no backup made.
 */
export function backUpDatabase(folder: string, target: string, now: Date): BackupContents {
  const source = databasePath(folder);
  if (!existsSync(source)) throw new StoreError(`There is no database ${source} to back up.`);
  const path = resolve(meansFolder(target) ? join(target, `cruiseboard-${stampOf(now)}.db`) : target);
  if (existsSync(path)) throw new StoreError(`${path} is there already. Name another file.`);
  try {
    // Else the copy would be blamed for what is wrong with the database.
    checkSqliteDatabase(source);
    if (endsInSlash(target)) makeFolder(dirname(path));
    copyInto(path, source);
    return contentsOf(path);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`The backup ${path} was not made: ${(error as Error).message}`, { cause: error });
  }
}

function copyInto(path: string, source: string): void {
  const unfinished = `${path}.unfinished`;
  try {
    copyDatabase(source, unfinished);
    // Unlike a renaming, a link never replaces what somebody else has put there meanwhile.
    linkSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
  syncToDisk(dirname(path));
}

function meansFolder(path: string): boolean {
  return endsInSlash(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

function endsInSlash(path: string): boolean {
  return path.endsWith("/") || path.endsWith(sep);
}

interface Restored extends BackupContents {
  /** Where the database lies that was there before; null: there was none. */
  readonly keptAside: string | null;
}

/**
 * Puts a copy of the backup `file` in the place of the embedded database in `folder`. What was there is kept aside
 * under a name with `now` in it. A backup of an earlier version is brought up to date by the next start.
 * Throws StoreError, with nothing changed, for a file that is no whole database of ours and while a backend uses the
 * folder.
 */
export function restoreDatabase(folder: string, file: string, now: Date): Restored {
  const source = resolve(file);
  const path = resolve(databasePath(folder));
  if (!existsSync(source)) throw new StoreError(`There is no backup ${source}.`);
  if (source === path) throw new StoreError(`${source} is the database itself. Name a backup of it.`);
  if (checkSqliteDatabase(source, { role: "backup", whole: true }).length === 0)
    throw new StoreError(`The file ${source} is empty. Nothing was written.`);
  const unlock = lockDataFolder(folder, dataFiles("live").lock, 0);
  try {
    const keptAside = replaceBy(source, path, join(folder, `replaced-${stampOf(now)}.db`));
    return { ...contentsOf(path), keptAside };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`${source} was not restored: ${(error as Error).message}`, { cause: error });
  } finally {
    unlock();
  }
}

/** The copy stands whole on the disk before the old database moves; that step is a few renamings. */
function replaceBy(source: string, path: string, aside: string): string | null {
  const incoming = `${path}.incoming`;
  try {
    copyDatabase(source, incoming);
    leaveToOwnerOf(dirname(path), [incoming, join(dirname(path), dataFiles("live").lock)]);
    if (existsSync(aside)) throw new StoreError(`${aside} is there already. Nothing was written.`);
    const keptAside = keepAside(path, aside);
    renameSync(incoming, path);
    syncToDisk(dirname(path));
    return keptAside;
  } finally {
    rmSync(incoming, { force: true });
  }
}

/** With the log beside it, which may hold the latest of it. */
function keepAside(path: string, aside: string): string | null {
  if (!existsSync(path)) return null;
  for (const from of [path, ...besideDatabase(path)])
    if (existsSync(from)) renameSync(from, aside + from.slice(path.length));
  return aside;
}

/** Root may restore for a backend that runs as somebody else, who could not open root's files. */
function leaveToOwnerOf(folder: string, files: readonly string[]): void {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  for (const file of files) chownSync(file, uid, gid);
}

/** How long it waits for a lock of the backend's, ms. */
const lockTimeoutMs = 15_000;

/**
 * Copies a database of ours as it is at one instant, by one reading transaction: that neither stops a backend's
 * writing nor is begun again because of it. The copy is one file, readable by this user alone, checked from end to
 * end, and on the disk. What was at `target` is gone. Throws SQLite's or the file system's error, or StoreError.
 */
function copyDatabase(source: string, target: string): void {
  rmSync(target, { force: true });
  // SQLite would make it readable by others.
  closeSync(openSync(target, "wx", 0o600));
  const reader = new DatabaseSync(source, { readOnly: true, timeout: lockTimeoutMs });
  try {
    reader.prepare("VACUUM INTO ?").run(target);
  } finally {
    reader.close();
  }
  checkSqliteDatabase(target, { role: "copy", whole: true });
  syncToDisk(target);
}

/** Waits until the file, or the names in the folder, stand on the disk: what comes after may count on it. */
function syncToDisk(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** An instant, to the second, in the name of a file: sorts by time and is a name on every file system. */
function stampOf(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replaceAll(":", "")}Z`;
}

/** What is in a database file, so that whoever backs up or restores sees that it is the right one. */
interface BackupContents {
  readonly path: string;
  readonly bytes: number;
  readonly watchedCampaigns: number;
  /** Of the latest sample, epoch ms; null: no history. */
  readonly latestSampleAt: number | null;
}

/** Of a database of any version of ours. */
function contentsOf(path: string): BackupContents {
  const reader = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = new Set(
      reader
        .prepare("SELECT name FROM sqlite_master")
        .all()
        .map(({ name }) => name),
    );
    const numberOf = (table: string, sql: string) => {
      const value = tables.has(table) ? reader.prepare(sql).get()?.["value"] : null;
      return typeof value === "number" ? value : null;
    };
    return {
      path,
      bytes: statSync(path).size,
      watchedCampaigns: numberOf("watch_list", "SELECT count(*) AS value FROM watch_list") ?? 0,
      latestSampleAt: numberOf("samples", "SELECT max(at) AS value FROM samples"),
    };
  } finally {
    reader.close();
  }
}

const bytesPerMegabyte = 1_000_000;

/** So that whoever backs up or restores sees whether it is what they meant. */
export function contentsInWords({ bytes, watchedCampaigns, latestSampleAt }: BackupContents): string {
  const size = `${(bytes / bytesPerMegabyte).toFixed(1)} MB`;
  const latest =
    latestSampleAt === null ? "no history" : `history up to ${new Date(latestSampleAt).toISOString()}`;
  return `${size}, watched campaigns: ${watchedCampaigns}, ${latest}`;
}
