import { type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { migrations } from "./migrations.ts";
import type { Schema } from "./schema.ts";
import { StoreError } from "./store-error.ts";

/**
 * Brings the schema up to this version; `schema`: where PostgreSQL keeps our tables, made if it is not there.
 * Throws StoreError when that fails; what was there stays.
 */
export async function migrate(db: Kysely<Schema>, schema?: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw new StoreError(`The database could not be brought to this version: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** Names of migrations that stand in a database but are unknown here: it was written by a newer version. */
export function newerMigrations(applied: readonly string[]): string[] {
  return applied.filter((name) => !Object.hasOwn(migrations, name));
}

/** Throws StoreError if PostgreSQL's `schema` was brought further than this version knows; nothing is written. */
export async function refuseNewerSchema(db: Kysely<Schema>, schema: string): Promise<void> {
  const table = await sql`select 1 from information_schema.tables
    where table_schema = ${schema} and table_name = 'kysely_migration'`.execute(db);
  if (table.rows.length === 0) return;
  const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const newer = newerMigrations(applied.rows.map(({ name }) => name));
  if (newer.length === 0) return;
  throw new StoreError(
    `The database of DATABASE_URL has the schema of a newer Cruiseboard (${newer.join(", ")}). Nothing was written; use that version, or another database.`,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
