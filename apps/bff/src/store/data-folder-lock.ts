import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { keepPrivate } from "./keep-private.ts";
import { makeFolder } from "./make-folder.ts";
import { StoreError, sqliteResult } from "./store-error.ts";

/**
 * Holds the data folder for this process alone: two backends on one folder would spend the upstream's budget
 * twice. The lock is the operating system's, so it is gone with the process, however that ends.
 * Waits up to `waitMs` for a predecessor that is still stopping. Returns the release.
 */
export function lockDataFolder(folder: string, file: string, waitMs = 10_000): () => void {
  let holder: DatabaseSync | undefined;
  try {
    makeFolder(folder);
    keepPrivate(folder, file);
    holder = new DatabaseSync(join(folder, file), { timeout: waitMs });
    holder.exec("BEGIN EXCLUSIVE");
    return () => holder?.close();
  } catch (error) {
    holder?.close();
    const busy = sqliteResult(error) === "busy";
    throw new StoreError(
      busy
        ? `Another Cruiseboard is using the folder ${folder}. Stop it, or set another DATA_DIR.`
        : `The folder ${folder} cannot be used: ${(error as Error).message}. Nothing was written; check that DATA_DIR is a folder that this user may write to, with space left.`,
      { cause: error },
    );
  }
}
