import { chmodSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError, sqliteResult } from "./store-error.ts";

/** What lies in the data folder. A demo's made-up campaigns never mix with real ones. */
export interface DataFiles {
  readonly database: string;
  /** Held by the backend that uses the folder. */
  readonly lock: string;
}

/** Names without a folder. */
export function dataFiles(mode: "demo" | "live"): DataFiles {
  const name = mode === "demo" ? "demo" : "cruiseboard";
  return { database: `${name}.db`, lock: `${name}.lock` };
}

/** The files that SQLite may keep beside a database, which belong to it alone. */
export function besideDatabase(path: string): readonly string[] {
  return ["-wal", "-shm"].map((ending) => path + ending);
}

export function databasePath(folder: string): string {
  return join(folder, dataFiles("live").database);
}

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

/**
 * Makes the folder and those above it; one that is there is fine. Throws the file system's error.
 * Node's own recursive mkdir never returns where nothing can be made and the system says "no such file", as in /proc.
 */
export function makeFolder(folder: string): void {
  if (make(folder) === "no parent") {
    makeFolder(dirname(folder));
    if (make(folder) === "no parent") throw new Error(`nothing can be made in ${dirname(folder)}`);
  }
}

function make(folder: string): "made" | "no parent" {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && dirname(folder) !== folder) return "no parent";
    if (code !== "EEXIST" || !statSync(folder).isDirectory()) throw error;
  }
  return "made";
}

/**
 * A database that an earlier version left readable for others is for this user alone from now on: another one could
 * even hold its lock. New files are private by the process's umask. What belongs to another user is left as it is.
 */
export function keepPrivate(folder: string, file: string): void {
  for (const suffix of ["", "-wal", "-shm"]) {
    try {
      chmodSync(join(folder, file + suffix), 0o600);
    } catch (error) {
      if (!["ENOENT", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
}
