import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { openStore } from "../open-store.ts";
import { type ArchiveStore, createArchiveStore } from "../store/archive-store.ts";
import {
  type AttentionStore,
  createAttentionStore,
  type OnAttentionChanges,
} from "../store/attention-store.ts";
import { createEndedSessionStore, type EndedSessionStore } from "../store/ended-session-store.ts";
import { createHistoryStore, type HistoryStore } from "../store/history-store.ts";
import type { SharedStores } from "../store/open-shared-stores.ts";
import { createOutboxStore, type OutboxStore } from "../store/outbox-store.ts";
import { createSettingsStore, type SettingsStore } from "../store/settings-store.ts";
import { createWatchListStore, type WatchListStore } from "../store/watch-list-store.ts";

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
