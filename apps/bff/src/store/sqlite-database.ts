import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely, SqliteDialect } from "kysely";
import { migrate, newerMigrations } from "./migrate.ts";
import type { Schema } from "./schema.ts";
import { sqliteAsKyselyExpects } from "./sqlite-for-kysely.ts";
import { StoreError } from "./store-error.ts";

/** How long a statement waits for another process's lock, ms. */
const lockTimeoutMs = 5000;

/**
 * Opens (or makes) the embedded database `file` in `folder` and migrates it.
 * WAL with synchronous=FULL: what was acknowledged survives a kill and a power cut.
 * Throws StoreError (folder not usable, not a database, schema of a newer version) with nothing written.
 */
export async function openSqliteDatabase(folder: string, file: string): Promise<Kysely<Schema>> {
  const path = join(folder, file);
  let db: Kysely<Schema> | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    if (existsSync(path)) refuseNewerSchema(path);
    const database = new DatabaseSync(path, { timeout: lockTimeoutMs });
    db = new Kysely({ dialect: new SqliteDialect({ database: sqliteAsKyselyExpects(database) }) });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    await migrate(db);
    return db;
  } catch (error) {
    await db?.destroy();
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      `The database ${path} cannot be used: ${(error as Error).message}. Nothing was written; check that DATA_DIR is a folder that this user may write to, with space left.`,
      { cause: error },
    );
  }
}

/** Looks before anything is written; a reader leaves a strange file as it was. */
function refuseNewerSchema(path: string): void {
  const reader = new DatabaseSync(path, { readOnly: true, timeout: lockTimeoutMs });
  try {
    const newer = newerMigrations(appliedMigrations(reader));
    const userVersion = Number(reader.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
    if (newer.length === 0 && userVersion === 0) return;
    const found = newer.length > 0 ? newer.join(", ") : `user_version ${userVersion}`;
    throw new StoreError(
      `The database ${path} has the schema of a newer Cruiseboard (${found}). Nothing was written; use that version, or another DATA_DIR.`,
    );
  } finally {
    reader.close();
  }
}

function appliedMigrations(reader: DatabaseSync): string[] {
  const table = reader.prepare("SELECT 1 FROM sqlite_master WHERE name = 'kysely_migration'").get();
  if (!table) return [];
  return reader
    .prepare("SELECT name FROM kysely_migration")
    .all()
    .map((row) => String(row["name"]));
}
