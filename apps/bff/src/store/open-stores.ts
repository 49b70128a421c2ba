import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import { createApiKeyStore } from "./api-key-store.ts";
import { createAttentionStore, type OnAttentionChanges } from "./attention-store.ts";
import { dataFiles, lockDataFolder } from "./data-folder.ts";
import { createEndedSessionStore } from "./ended-session-store.ts";
import { createHistoryStore } from "./history-store.ts";
import type { SharedStores } from "./open-shared-stores.ts";
import { createOutboxStore } from "./outbox-store.ts";
import type { Schema } from "./schema.ts";
import { createSettingsStore } from "./settings-store.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";
import { createArchiveStore, createWatchListStore } from "./watch-list-store.ts";

export type Stores = Awaited<ReturnType<typeof openStores>>;

/** `onAttention` is called within the transaction that writes the changes. Throws StoreError if the database cannot be used. */
export async function openStores(
  config: Config,
  logger: Pick<Logger, "warn">,
  onAttention: OnAttentionChanges,
  open = openStore,
) {
  const { db, shared, close } = await open(config, logger);
  return {
    watchList: createWatchListStore(db),
    archive: createArchiveStore(db),
    settings: createSettingsStore(db),
    history: createHistoryStore(db),
    attention: createAttentionStore(db, async (transaction, changes) => {
      await onAttention(transaction, changes);
      await shared?.notifyOfOutbox(transaction);
    }),
    outbox: createOutboxStore(db),
    apiKeys: createApiKeyStore(db),
    endedSessions: createEndedSessionStore(db, shared?.notifyOfEnded),
    shared,
    close,
  };
}

export interface OpenStore {
  readonly db: Kysely<Schema>;
  /** null: no other backend uses the database. */
  readonly shared: SharedStores | null;
  close(): Promise<void>;
}

/** PostgreSQL if there is a DATABASE_URL, else SQLite. Throws StoreError. */
export async function openStore(config: Config, logger: Pick<Logger, "warn">): Promise<OpenStore> {
  if (config.databaseUrl === null) return openEmbedded(config);
  return openPostgres(config.databaseUrl, config, logger);
}

async function openEmbedded({ dataFolder, mode }: Config): Promise<OpenStore> {
  const { lock, database } = dataFiles(mode);
  const unlock = lockDataFolder(dataFolder, lock);
  const db = await openSqliteDatabase(dataFolder, database);
  return {
    db,
    shared: null,
    async close() {
      await db.destroy();
      unlock();
    },
  };
}

async function openPostgres(url: string, config: Config, logger: Pick<Logger, "warn">): Promise<OpenStore> {
  const schema = config.mode === "demo" ? "cruiseboard_demo" : "cruiseboard";
  const onConnectionError = (error: Error) => logger.warn({ err: error }, "a database connection broke off");
  const options = { url, schema, onConnectionError };
  const { openPostgresDatabase, sharedConnections } = await import("./postgres-database.ts");
  const { openSharedStores } = await import("./open-shared-stores.ts");
  const db = await openPostgresDatabase(options);
  const shared = openSharedStores(db, sharedConnections(options), config.accounts);
  return { db, shared, close: () => db.destroy() };
}
