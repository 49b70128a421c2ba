import { chmodSync, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError, sqliteResult } from "./store-error.ts";

/** File names in the data folder. Demo and real campaigns never mix. */
export function dataFiles(mode: "demo" | "live") {
  const name = mode === "demo" ? "demo" : "cruiseboard";
  return { database: `${name}.db`, lock: `${name}.lock` };
}

export function besideDatabase(path: string): readonly string[] {
  return ["-wal", "-shm"].map((ending) => path + ending);
}

export const databasePath = (folder: string) => join(folder, dataFiles("live").database);

/** Two backends on one folder would exceed the upstream's budget. The lock ends with the process. Waits for a predecessor that is still stopping. */
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
    throw new StoreError(
      sqliteResult(error) === "busy"
        ? `Another Cruiseboard is using the folder ${folder}. Stop it, or set another DATA_DIR.`
        : `The folder ${folder} cannot be used: ${(error as Error).message}. Nothing was written; check that DATA_DIR is a folder that this user may write to, with space left.`,
      { cause: error },
    );
  }
}

/** With its parents. Node's own recursive mkdir never returns where mkdir fails with ENOENT, as in /proc. */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (!existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new Error(`nothing can be made in ${parent}`, { cause: error });
    // Another process may have made it.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** For files of earlier versions, which other users could read; new files are private by the umask. */
export function keepPrivate(folder: string, file: string): void {
  const path = join(folder, file);
  for (const one of [path, ...besideDatabase(path)]) {
    try {
      chmodSync(one, 0o600);
    } catch (error) {
      if (!["ENOENT", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
}
