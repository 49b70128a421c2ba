import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Config } from "../../config/config.ts";
import { type DataFiles, dataFiles, lockDataFolder } from "../../store/data-folder.ts";
import { checkSqliteDatabase } from "../../store/sqlite-database.ts";
import { StoreError } from "../../store/store-error.ts";
import { bad, type Finding, good, note } from "./finding.ts";
import { lockHolder } from "./lock-holder.ts";
import { schemaFinding } from "./schema-finding.ts";

/** A hundred campaigns write this in about a month, bytes. */
const fewBytes = 300_000_000;

/** The embedded database's folder: made by nobody but the backend, and changed by nothing here. */
export function checkDataFolder({
  dataFolder,
  mode,
}: Pick<Config, "dataFolder" | "mode">): readonly Finding[] {
  const folder = resolve(dataFolder);
  const files = dataFiles(mode);
  const writable = writableFinding(folder);
  if (writable.mark === "bad" || !existsSync(folder)) return [writable];
  return [writable, spaceFinding(folder), ...lockFinding(folder, files), databaseFinding(folder, files)];
}

/** One that is not there yet will be made, where that is possible. */
function writableFinding(folder: string): Finding {
  const remedy = "Let DATA_DIR be a folder that the backend's user may write to.";
  const place = nearest(folder);
  if (!statSync(place).isDirectory()) return bad("Data folder", `${place} is no folder`, remedy);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return bad("Data folder", `${place} cannot be written to by this user (${code})`, remedy);
  }
  return place === folder
    ? good("Data folder", `${folder} can be written to`)
    : good("Data folder", `${folder} is not there yet; the first start makes it`);
}

function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

function spaceFinding(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const words = `${(free / 1e9).toFixed(1)} GB free`;
  return free >= fewBytes
    ? good("Disk", words)
    : bad("Disk", words, "Make room: without it history waits in memory and is lost at a stop.");
}

function lockFinding(folder: string, { lock }: DataFiles): readonly Finding[] {
  const path = join(folder, lock);
  // Looking must not make the file.
  if (!existsSync(path)) return [];
  try {
    lockDataFolder(folder, lock, 0)();
    return [];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const pid = lockHolder(path);
    const holder = pid === null ? "another process" : `process ${pid}`;
    return [note("Lock", `${holder} uses the folder: a second backend on it would refuse to start`)];
  }
}

function databaseFinding(folder: string, { database }: DataFiles): Finding {
  const path = join(folder, database);
  if (!existsSync(path)) return note("Database", `no ${database} yet; the first start makes it`);
  try {
    const applied = checkSqliteDatabase(path);
    return schemaFinding(`${database}, ${(statSync(path).size / 1e6).toFixed(1)} MB, sound`, applied);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return bad(
      "Database",
      error.message,
      "Restore a backup (npm run restore -- FILE), or do what the message says.",
    );
  }
}
