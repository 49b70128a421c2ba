import { existsSync, linkSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { databasePath } from "../store/data-files.ts";
import { StoreError } from "../store/store-error.ts";
import { type BackupContents, contentsOf } from "./contents-of.ts";
import { copyDatabase } from "./copy-database.ts";
import { stampOf } from "./stamp.ts";
import { syncToDisk } from "./sync-to-disk.ts";

/**
 * Copies the embedded database in `folder` to `target`, while a backend may be writing to it.
 * `target`: a new file, or a folder, in which a file named after `now` is made. Answers the file and what is in it.
 * Throws StoreError with nothing made.
 */
export function backUpDatabase(folder: string, target: string, now: Date): BackupContents {
  const source = databasePath(folder);
  if (!existsSync(source)) throw new StoreError(`There is no database ${source} to back up.`);
  const path = resolve(isFolder(target) ? join(target, `cruiseboard-${stampOf(now)}.db`) : target);
  if (existsSync(path)) throw new StoreError(`${path} is there already. Name another file.`);
  const unfinished = `${path}.unfinished`;
  try {
    copyDatabase(source, unfinished);
    // Unlike a renaming, a link never replaces what somebody else has put there meanwhile.
    linkSync(unfinished, path);
    rmSync(unfinished);
    syncToDisk(dirname(path));
    return contentsOf(path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    if (error instanceof StoreError) throw error;
    throw new StoreError(`The backup ${path} was not made: ${(error as Error).message}`, { cause: error });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
