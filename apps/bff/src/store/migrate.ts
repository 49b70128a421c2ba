import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { migrations } from "./migrations/index.ts";
import type { Schema } from "./schema.ts";
import { StoreError } from "./store-error.ts";

/** Brings the schema up to this version. Throws StoreError when that fails; what was there stays. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
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

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
