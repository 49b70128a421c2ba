import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import { type ArchiveStore, createArchiveStore } from "./archive-store.ts";
import { type AttentionStore, createAttentionStore, type OnAttentionChanges } from "./attention-store.ts";
import { createEndedSessionStore, type EndedSessionStore } from "./ended-session-store.ts";
import { createHistoryStore, type HistoryStore } from "./history-store.ts";
import type { SharedStores } from "./open-shared-stores.ts";
import { openStore } from "./open-store.ts";
import { createOutboxStore, type OutboxStore } from "./outbox-store.ts";
import { createSettingsStore, type SettingsStore } from "./settings-store.ts";
import { createWatchListStore, type WatchListStore } from "./watch-list-store.ts";

/** Everything that is kept, by what it is about. */
export interface Stores {
  readonly watchList: WatchListStore;
  readonly archive: ArchiveStore;
  readonly settings: SettingsStore;
  readonly history: HistoryStore;
  readonly attention: AttentionStore;
  readonly outbox: OutboxStore;
  readonly endedSessions: EndedSessionStore;
  /** What other backends may be met through; null: the database is this backend's alone. */
  readonly shared: SharedStores | null;
  close(): Promise<void>;
}

/**
 * @param onAttention what else becomes of changes of what needs attention, in the transaction that keeps them.
 * @throws StoreError if the database cannot be used.
 */
export async function openStores(
  config: Config,
  logger: Pick<Logger, "warn">,
  onAttention: OnAttentionChanges,
  open = openStore,
): Promise<Stores> {
  const { db, shared, close } = await open(config, logger);
  return {
    watchList: createWatchListStore(db),
    archive: createArchiveStore(db),
    settings: createSettingsStore(db),
    history: createHistoryStore(db),
    attention: createAttentionStore(db, async (transaction, changes) => {
      await onAttention(transaction, changes);
      await shared?.tellOfNews(transaction);
    }),
    outbox: createOutboxStore(db),
    endedSessions: createEndedSessionStore(db, shared?.tellOfEnded),
    shared,
    close,
  };
}
