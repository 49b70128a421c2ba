import fs from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { besideDatabase, databasePath, dataFiles, lockDataFolder, makeFolder } from "../store/data-folder.ts";
import { checkSqliteDatabase } from "../store/sqlite-database.ts";
import { StoreError } from "../store/store-error.ts";

/** `target`: a new file, or a folder for a file named after `now`; with a slash at the end it is created. Answers the path of the file. Throws StoreError, and then leaves no backup. */
export function backUpDatabase(folder: string, target: string, now: Date): string {
  const source = databasePath(folder);
  if (!fs.existsSync(source)) throw new StoreError(`There is no database ${source} to back up.`);
  const path = resolve(meansFolder(target) ? join(target, `cruiseboard-${stampOf(now)}.db`) : target);
  if (fs.existsSync(path)) throw new StoreError(`${path} exists already. Name another file.`);
  try {
    // First the source, so that the error names it and not the copy.
    checkSqliteDatabase(source);
    if (endsInSlash(target)) makeFolder(dirname(path));
    copyInto(path, source);
    return path;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`The backup ${path} was not made: ${(error as Error).message}`, { cause: error });
  }
}

function copyInto(path: string, source: string): void {
  const unfinished = `${path}.unfinished`;
  try {
    copyDatabase(source, unfinished);
    // Unlike a rename, a link never replaces an existing file.
    fs.linkSync(unfinished, path);
  } finally {
    fs.rmSync(unfinished, { force: true });
  }
  syncToDisk(dirname(path));
}

function meansFolder(path: string): boolean {
  return endsInSlash(path) || (fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

const endsInSlash = (path: string) => path.endsWith("/") || path.endsWith(sep);

/** `keptAside`: the previous database's new name. Throws StoreError, and then changes nothing. */
export function restoreDatabase(folder: string, file: string, now: Date) {
  const source = resolve(file);
  const path = resolve(databasePath(folder));
  if (!fs.existsSync(source)) throw new StoreError(`There is no backup ${source}.`);
  if (source === path) throw new StoreError(`${source} is the database itself. Name a backup of it.`);
  if (checkSqliteDatabase(source, "backup").length === 0)
    throw new StoreError(`The file ${source} is empty. Nothing was written.`);
  const unlock = lockDataFolder(folder, dataFiles("live").lock, 0);
  try {
    const keptAside = replaceBy(source, path, join(folder, `replaced-${stampOf(now)}.db`));
    return { path, keptAside };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`${source} was not restored: ${(error as Error).message}`, { cause: error });
  } finally {
    unlock();
  }
}

/** The copy is complete and synced before the old database is renamed. */
function replaceBy(source: string, path: string, aside: string): string | null {
  const incoming = `${path}.incoming`;
  try {
    copyDatabase(source, incoming);
    giveToOwnerOf(dirname(path), [incoming, join(dirname(path), dataFiles("live").lock)]);
    if (fs.existsSync(aside)) throw new StoreError(`${aside} exists already. Nothing was written.`);
    const keptAside = keepAside(path, aside);
    fs.renameSync(incoming, path);
    syncToDisk(dirname(path));
    return keptAside;
  } finally {
    fs.rmSync(incoming, { force: true });
  }
}

/** With its write-ahead log. */
function keepAside(path: string, aside: string): string | null {
  if (!fs.existsSync(path)) return null;
  for (const from of [path, ...besideDatabase(path)])
    if (fs.existsSync(from)) fs.renameSync(from, aside + from.slice(path.length));
  return aside;
}

/** When root restores for a backend that runs as another user. */
function giveToOwnerOf(folder: string, files: readonly string[]): void {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = fs.statSync(folder);
  for (const file of files) fs.chownSync(file, uid, gid);
}

const lockTimeoutMs = 15_000;

/** In one read transaction, which does not block the backend's writes. The copy is one file, checked and synced. */
function copyDatabase(source: string, target: string): void {
  fs.rmSync(target, { force: true });
  // SQLite would create it readable for others.
  fs.closeSync(fs.openSync(target, "wx", 0o600));
  const reader = new DatabaseSync(source, { readOnly: true, timeout: lockTimeoutMs });
  try {
    reader.prepare("VACUUM INTO ?").run(target);
  } finally {
    reader.close();
  }
  checkSqliteDatabase(target, "copy");
  syncToDisk(target);
}

function syncToDisk(path: string): void {
  const handle = fs.openSync(path, "r");
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

const stampOf = (instant: Date) => `${instant.toISOString().slice(0, 19).replaceAll(":", "")}Z`;
