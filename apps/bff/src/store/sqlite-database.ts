import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { Kysely, SqliteAdapter, type SqliteDatabase, SqliteDialect } from "kysely";
import { keepPrivate, makeFolder } from "./data-folder.ts";
import { migrate, newerMigrations } from "./migrations.ts";
import type { Schema } from "./schema.ts";
import { type FileRefusals, type FileRole, fileRefusals, StoreError, sqliteResult } from "./store-error.ts";

const lockTimeoutMs = 5000;

/**
 * Opens or creates the embedded database and migrates it. WAL with synchronous=FULL: what was acknowledged survives a kill
 * and a power cut. Throws StoreError, with nothing written.
 */
export async function openSqliteDatabase(folder: string, file: string): Promise<Kysely<Schema>> {
  const path = join(folder, file);
  let db: Kysely<Schema> | undefined;
  try {
    makeFolder(folder);
    keepPrivate(folder, file);
    if (existsSync(path)) checkSqliteDatabase(path);
    const database = new DatabaseSync(path, { timeout: lockTimeoutMs });
    db = new Kysely({ dialect: createSqliteDialect(database) });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    await migrate(db);
    return db;
  } catch (error) {
    await db?.destroy();
    throw refusalOf(fileRefusals(path, "database"), error);
  }
}

function refusalOf(refusals: FileRefusals, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { message } = error as Error;
  if (sqliteResult(error) === "notADatabase") return refusals.strange("is not a database", error);
  if (sqliteResult(error) === "damaged") return refusals.damaged(message, error);
  return refusals.unusable(error as Error);
}

interface FileToCheck {
  readonly role?: FileRole;
  /** Check all of it, however long that takes. */
  readonly whole?: boolean;
}

/**
 * Checks a database file without writing. Answers its migrations, oldest first. Throws StoreError for a file that is not
 * ours, damaged, or of a newer version.
 */
export function checkSqliteDatabase(
  path: string,
  { role = "database", whole = false }: FileToCheck = {},
): readonly string[] {
  const refusals = fileRefusals(path, role);
  try {
    return refuseWhatIsNotOurs(path, whole, refusals);
  } catch (error) {
    throw refusalOf(refusals, error);
  }
}

function refuseWhatIsNotOurs(path: string, whole: boolean, refusals: FileRefusals): readonly string[] {
  const reader = new DatabaseSync(path, { readOnly: true, timeout: lockTimeoutMs });
  try {
    if (isAnotherPrograms(reader)) throw refusals.strange("is the database of another program");
    const damage = damageOf(reader, whole || statSync(path).size <= checkedWholeUpToBytes);
    if (damage !== null) throw refusals.damaged(damage);
    const applied = appliedMigrations(reader);
    const newer = newerMigrations(applied);
    const userVersion = Number(reader.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
    if (newer.length === 0 && userVersion === 0) return applied;
    throw refusals.newer(newer.length > 0 ? newer.join(", ") : `user_version ${userVersion}`);
  } finally {
    reader.close();
  }
}

/** Up to this size all of it is checked, which takes half a second; beyond, all but the samples. */
const checkedWholeUpToBytes = 64 * 1024 * 1024;

/** null: it is not damaged. */
function damageOf(reader: DatabaseSync, whole: boolean): string | null {
  const tables = reader.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const checks = whole
    ? ["quick_check(1)"]
    : tables
        .map(({ name }) => String(name))
        .filter((name) => name !== "samples")
        .map((name) => `quick_check('${name.replaceAll("'", "''")}')`);
  for (const check of checks) {
    const found = reader.prepare(`PRAGMA ${check}`).get()?.["quick_check"];
    if (found !== "ok") return String(found).replaceAll(/\s+/g, " ");
  }
  return null;
}

function isAnotherPrograms(reader: DatabaseSync): boolean {
  const tables = reader.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  return tables.length > 0 && !tables.some(({ name }) => name === "kysely_migration");
}

function appliedMigrations(reader: DatabaseSync): string[] {
  const table = reader.prepare("SELECT 1 FROM sqlite_master WHERE name = 'kysely_migration'").get();
  if (!table) return [];
  return reader
    .prepare("SELECT name FROM kysely_migration ORDER BY name")
    .all()
    .map((row) => String(row["name"]));
}

/** Kysely's dialect for SQLite over `node:sqlite`. */
export function createSqliteDialect(database: DatabaseSync): SqliteDialect {
  return new TransactionalSqliteDialect({ database: sqliteAsKyselyExpects(database) });
}

class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

/** Each migration is a transaction: SQLite's DDL is transactional. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely expects another driver. */
function sqliteAsKyselyExpects(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      };
    },
  };
}
