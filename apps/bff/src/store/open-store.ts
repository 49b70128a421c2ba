import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import { type DataFiles, dataFiles } from "./data-files.ts";
import { lockDataFolder } from "./data-folder-lock.ts";
import type { SharedStores } from "./open-shared-stores.ts";
import type { Schema } from "./schema.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

/** Where everything is kept. */
export interface OpenStore {
  readonly db: Kysely<Schema>;
  /** What other backends may be met through; null: the database is this backend's alone. */
  readonly shared: SharedStores | null;
  close(): Promise<void>;
}

/** PostgreSQL if there is a DATABASE_URL, else the embedded database. Throws StoreError if it cannot be used. */
export async function openStore(config: Config, logger: Pick<Logger, "warn">): Promise<OpenStore> {
  if (config.databaseUrl === null) return openEmbedded(config.dataFolder, dataFiles(config.mode));
  return openPostgres(config.databaseUrl, config, logger);
}

async function openEmbedded(folder: string, { lock, database }: DataFiles): Promise<OpenStore> {
  const unlock = lockDataFolder(folder, lock);
  const db = await openSqliteDatabase(folder, database);
  return {
    db,
    shared: null,
    async close() {
      await db.destroy();
      unlock();
    },
  };
}

async function openPostgres(
  url: string,
  { mode, accounts }: Config,
  logger: Pick<Logger, "warn">,
): Promise<OpenStore> {
  const schema = mode === "demo" ? "cruiseboard_demo" : "cruiseboard";
  const onConnectionError = (error: Error) => logger.warn({ err: error }, "a database connection broke off");
  const options = { url, schema, onConnectionError };
  const { openPostgresDatabase, sharedConnections } = await import("./postgres-database.ts");
  const { openSharedStores } = await import("./open-shared-stores.ts");
  const db = await openPostgresDatabase(options);
  const shared = openSharedStores(db, sharedConnections(options, accounts.length));
  return { db, shared, close: () => db.destroy() };
}
