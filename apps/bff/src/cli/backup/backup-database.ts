import { existsSync, linkSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { databasePath, makeFolder } from "../../store/data-folder.ts";
import { checkSqliteDatabase } from "../../store/sqlite-database.ts";
import { StoreError } from "../../store/store-error.ts";
import { type BackupContents, contentsOf } from "./contents-of.ts";
import { copyDatabase } from "./copy-database.ts";
import { stampOf } from "./stamp.ts";
import { syncToDisk } from "./sync-to-disk.ts";

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
