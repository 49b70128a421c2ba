import { join } from "node:path";

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
