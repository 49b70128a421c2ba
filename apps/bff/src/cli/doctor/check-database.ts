import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { sql } from "kysely";
import type { Config } from "../../config/config.ts";
import { dataFiles, lockDataFolder } from "../../store/data-folder.ts";
import { appliedMigrations, migrations } from "../../store/migrations.ts";
import { connectPostgres } from "../../store/postgres-database.ts";
import { checkSqliteDatabase } from "../../store/sqlite-database.ts";
import { StoreError } from "../../store/store-error.ts";
import { bad, type Finding, type Findings, good, note } from "./finding.ts";

/** A hundred campaigns write this in about a month. */
const leastFreeBytes = 300_000_000;

export function* checkDataFolder({ dataFolder, mode }: Pick<Config, "dataFolder" | "mode">) {
  const folder = resolve(dataFolder);
  const { lock, database } = dataFiles(mode);
  const writable = checkWritable(folder);
  yield writable;
  if (writable.mark === "bad" || !existsSync(folder)) return;
  const { bavail, bsize } = statfsSync(folder);
  const space = `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
  yield bavail * bsize >= leastFreeBytes ? good("Disk", space) : bad("Disk", space, remedies.space);
  if (isLocked(folder, lock))
    yield note("Lock", "a process uses the folder: a second backend on it would refuse to start");
  yield checkDatabase(folder, database);
}

const remedies = {
  folder: "Let DATA_DIR be a folder that the backend's user may write to.",
  space: "Free some space: without it history waits in memory and is lost at a stop.",
  file: "Restore a backup (npm run restore -- FILE), or do what the message says.",
  version: "Use that version's Cruiseboard.",
  schema: "GRANT CREATE ON DATABASE … TO …, or let the database's owner create the schema for this user.",
  connection: "Check DATABASE_URL and the server's log.",
  migration: "The next start migrates it; back it up before that.",
} as const;

function checkWritable(folder: string): Finding {
  const place = nearest(folder);
  if (!statSync(place).isDirectory()) return bad("Data folder", `${place} is not a folder`, remedies.folder);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return bad("Data folder", `${place} is not writable for this user (${code})`, remedies.folder);
  }
  return place === folder
    ? good("Data folder", `${folder} is writable`)
    : good("Data folder", `${folder} does not exist yet; the first start creates it`);
}

function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

/** Whether a backend runs on this folder. */
export function isLocked(folder: string, lock: string): boolean {
  if (!existsSync(join(folder, lock))) return false;
  try {
    lockDataFolder(folder, lock, 0)();
    return false;
  } catch (error) {
    if (error instanceof StoreError) return true;
    throw error;
  }
}

function checkDatabase(folder: string, database: string): Finding {
  const path = join(folder, database);
  if (!existsSync(path)) return note("Database", `no ${database} yet; the first start creates it`);
  try {
    const applied = checkSqliteDatabase(path);
    return checkSchema(`${database}, ${(statSync(path).size / 1e6).toFixed(1)} MB, sound`, applied);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return bad("Database", error.message, remedies.file);
  }
}

const queryTimeoutMs = 5000;

/** By SQLSTATE (postgresql.org/docs, appendix A), or by Node's code. */
const remediesByCode: Readonly<Record<string, string>> = {
  "28P01": "The user or password in DATABASE_URL is wrong.",
  "28000": "The server refuses this user from here: check its pg_hba.conf, and sslmode in DATABASE_URL.",
  "3D000": "Create the database that DATABASE_URL names: CREATE DATABASE cruiseboard OWNER …",
  "53300": "The server has no connection left: raise max_connections; each backend takes up to 15.",
  ENOTFOUND: "The host in DATABASE_URL has no address: check its spelling and DNS.",
  ECONNREFUSED: "Nothing listens there: check host and port in DATABASE_URL, and whether the server runs.",
};

export async function* checkPostgres(url: string, schema: string): Findings {
  const db = connectPostgres(
    { url, schema, onConnectionError: () => undefined },
    { max: 1, query_timeout: queryTimeoutMs },
  );
  try {
    const { rows } = await sql<{ version: string; mayCreate: boolean }>`
      select current_setting('server_version') as version,
        has_database_privilege(current_database(), 'CREATE') as may_create`.execute(db);
    const { version, mayCreate } = rows[0] ?? { version: "of an unknown version", mayCreate: false };
    const applied = await appliedMigrations(db, schema);
    yield good("Database", `PostgreSQL ${version} answers`);
    yield applied.length > 0 ? checkSchema(`schema ${schema}`, applied) : checkEmpty(schema, mayCreate);
  } catch (error) {
    yield describeFailure(error);
  } finally {
    await db.destroy();
  }
}

function checkEmpty(schema: string, mayCreate: boolean): Finding {
  return mayCreate
    ? note("Database", `no schema ${schema} yet; the first start creates it`)
    : bad("Database", `there is no schema ${schema}, and this user may not create it`, remedies.schema);
}

function describeFailure(error: unknown): Finding {
  if (error instanceof StoreError) return bad("Database", error.message, remedies.version);
  const { code = "", message } = firstOf(error);
  const remedy = remediesByCode[code] ?? remedies.connection;
  return bad("Database", `PostgreSQL cannot be used: ${message}${code ? ` (${code})` : ""}`, remedy);
}

/** With several addresses each has its own error. */
function firstOf(error: unknown): NodeJS.ErrnoException {
  return error instanceof AggregateError ? firstOf(error.errors[0]) : (error as NodeJS.ErrnoException);
}

function checkSchema(database: string, applied: readonly string[]): Finding {
  const known = Object.keys(migrations).length;
  if (applied.length === known) return good("Database", `${database}, of this version`);
  const words = `${database}, with ${applied.length} of this version's ${known} migrations`;
  return note("Database", words, remedies.migration);
}
