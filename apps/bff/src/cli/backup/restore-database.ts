import { chownSync, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { besideDatabase, databasePath, dataFiles, lockDataFolder } from "../../store/data-folder.ts";
import { checkSqliteDatabase } from "../../store/sqlite-database.ts";
import { StoreError } from "../../store/store-error.ts";
import { type BackupContents, contentsOf } from "./contents-of.ts";
import { copyDatabase } from "./copy-database.ts";
import { stampOf } from "./stamp.ts";
import { syncToDisk } from "./sync-to-disk.ts";

export interface Restored extends BackupContents {
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
