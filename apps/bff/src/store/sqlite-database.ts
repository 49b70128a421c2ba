import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { Kysely, SqliteAdapter, SqliteDialect } from "kysely";
import { keepPrivate, makeFolder } from "./data-folder.ts";
import { migrate, newerMigrations } from "./migrations.ts";
import { plugins, type Schema } from "./schema.ts";
import { type FileRole, fileRefusal, StoreError, sqliteResult } from "./store-error.ts";

const lockTimeoutMs = 5000;

/** WAL with synchronous=FULL: what was acknowledged survives a kill and a power cut. Throws StoreError, with nothing written. */
export async function openSqliteDatabase(folder: string, file: string): Promise<Kysely<Schema>> {
  const path = join(folder, file);
  let db: Kysely<Schema> | undefined;
  try {
    makeFolder(folder);
    keepPrivate(folder, file);
    if (existsSync(path)) checkSqliteDatabase(path);
    const database = new DatabaseSync(path, { timeout: lockTimeoutMs });
    db = new Kysely({ dialect: createSqliteDialect(database), plugins });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    await migrate(db);
    return db;
  } catch (error) {
    await db?.destroy();
    throw refusalOf(path, "database", error);
  }
}

function refusalOf(path: string, role: FileRole, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { message } = error as Error;
  const result = sqliteResult(error);
  if (result === "notADatabase") return fileRefusal(path, role, "strange", "is not a database", error);
  if (result === "damaged") return fileRefusal(path, role, "damaged", `is damaged: ${message}`, error);
  return fileRefusal(path, role, "unusable", `cannot be used: ${message}`, error);
}

/** Writes nothing. Answers the file's migrations, oldest first. Throws StoreError if it is not ours, damaged, or of a newer version. */
export function checkSqliteDatabase(path: string, role: FileRole = "database"): readonly string[] {
  let reader: DatabaseSync | undefined;
  try {
    reader = new DatabaseSync(path, { readOnly: true, timeout: lockTimeoutMs });
    const tables = namesIn(reader, "SELECT name FROM sqlite_master WHERE type = 'table'");
    const isOurs = tables.includes("kysely_migration");
    if (tables.length > 0 && !isOurs)
      throw fileRefusal(path, role, "strange", "is the database of another program");
    const isCheckedWhole = role !== "database" || statSync(path).size <= checkedWholeUpToBytes;
    const damage = damageOf(reader, isCheckedWhole ? null : tables);
    if (damage !== null) throw fileRefusal(path, role, "damaged", `is damaged: ${damage}`);
    const applied = isOurs ? namesIn(reader, "SELECT name FROM kysely_migration ORDER BY name") : [];
    const userVersion = Number(reader.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
    const newer = newerMigrations(applied).join(", ") || (userVersion !== 0 && `user_version ${userVersion}`);
    if (!newer) return applied;
    throw fileRefusal(path, role, "newer", `has the schema of a newer Cruiseboard (${newer})`);
  } catch (error) {
    throw refusalOf(path, role, error);
  } finally {
    reader?.close();
  }
}

/** Up to this size all of it is checked, which takes half a second; beyond, all but the samples. */
const checkedWholeUpToBytes = 64 * 1024 * 1024;

/** `tables`: to check all but their samples; null: the whole file. */
function damageOf(reader: DatabaseSync, tables: readonly string[] | null): string | null {
  const checked = tables
    ?.filter((name) => name !== "samples")
    .map((name) => `'${name.replaceAll("'", "''")}'`);
  for (const what of checked ?? ["1"]) {
    const found = reader.prepare(`PRAGMA quick_check(${what})`).get()?.["quick_check"];
    if (found !== "ok") return String(found).replaceAll(/\s+/g, " ");
  }
  return null;
}

function namesIn(reader: DatabaseSync, query: string): string[] {
  const rows = reader.prepare(query).all();
  return rows.map(({ name }) => String(name));
}

/** Kysely expects another driver. */
export function createSqliteDialect(database: DatabaseSync): SqliteDialect {
  const dialect = new SqliteDialect({
    database: {
      close: () => database.close(),
      prepare(sql) {
        const statement = database.prepare(sql);
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
          run: (parameters) =>
            // SQLite rolls back by itself when the disk is full; an error here would hide that one.
            sql === "rollback" && !database.isTransaction
              ? { changes: 0, lastInsertRowid: 0 }
              : statement.run(...(parameters as SQLInputValue[])),
          iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
        };
      },
    },
  });
  // SQLite's DDL is transactional, so each migration is a transaction.
  const adapter = Object.defineProperty(new SqliteAdapter(), "supportsTransactionalDdl", { value: true });
  return Object.assign(dialect, { createAdapter: () => adapter });
}
