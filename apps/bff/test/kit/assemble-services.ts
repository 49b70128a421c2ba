import { createApiKeys } from "../../src/access/api-keys.ts";
import { createAuditLog } from "../../src/access/audit-log.ts";
import { createEndedSessions } from "../../src/access/ended-sessions.ts";
import { createBoardAnswers } from "../../src/board/board-answers.ts";
import { createMetrics } from "../../src/observability/create-metrics.ts";
import type { AccountState } from "../../src/polling/account-state.ts";
import { createCallCounter } from "../../src/records/calls-per-minute.ts";
import { createCampaignEvents, createCampaignHistory } from "../../src/records/campaign-history.ts";
import { recallLastFacts } from "../../src/records/keep-records.ts";
import type { Services } from "../../src/services.ts";
import { createApiKeyStore } from "../../src/store/api-key-store.ts";
import { createAttentionStore } from "../../src/store/attention-store.ts";
import { createEndedSessionStore } from "../../src/store/ended-session-store.ts";
import { createHistoryStore } from "../../src/store/history-store.ts";
import { createSettingsStore } from "../../src/store/settings-store.ts";
import type { openSqliteDatabase } from "../../src/store/sqlite-database.ts";
import {
  createArchiveStore,
  createWatchListStore,
  type WatchListStore,
} from "../../src/store/watch-list-store.ts";
import { createArchive } from "../../src/watch-list/archive.ts";
import { createDiscovery } from "../../src/watch-list/discovery.ts";
import { createPreview } from "../../src/watch-list/preview-campaigns.ts";
import { createWatchList } from "../../src/watch-list/watch-list.ts";

interface Parts extends Pick<Services, "config" | "clock" | "logger" | "board" | "poller" | "close"> {
  readonly db: Awaited<ReturnType<typeof openSqliteDatabase>>;
  readonly accounts: () => readonly AccountState[];
  /** Replaces methods of the real store. */
  readonly watchListStore?: Partial<WatchListStore> | undefined;
}

/** The services of a backend with the given board and poller, but without background tasks. */
export function assembleServices({ db, accounts, watchListStore, ...parts }: Parts) {
  const { config, clock, logger, board, poller } = parts;
  const historyStore = createHistoryStore(db);
  const attentionStore = createAttentionStore(db);
  const watchList = createWatchList({
    store: { ...createWatchListStore(db), ...watchListStore },
    board,
    poller,
    clock,
    accounts: config.accounts,
    onUnwatched: () => undefined,
    onArchived: (key, agent) => archive.archived(key, agent),
    recall: (keys) => recallLastFacts({ clock, store: historyStore, board, poller }, keys),
    logger,
  });
  const archive = createArchive({
    store: createArchiveStore(db),
    settings: createSettingsStore(db),
    history: historyStore,
    watchList,
    board,
    clock,
    logger,
  });
  const discovery = createDiscovery({
    store: historyStore,
    board,
    watchList,
    clock,
    logger,
    rule: config.discovery?.rule ?? null,
    audit: createAuditLog(logger, clock),
  });
  const services: Services = {
    ...parts,
    discovery,
    answers: createBoardAnswers(board, clock),
    watchList,
    archive,
    preview: createPreview(board, poller),
    history: createCampaignHistory(historyStore, clock),
    readEvents: createCampaignEvents(historyStore, attentionStore, clock),
    calls: createCallCounter(clock),
    apiKeys: createApiKeys({ store: createApiKeyStore(db), clock, logger, readsAgain: false }),
    endedSessions: createEndedSessions(createEndedSessionStore(db), clock, logger),
    metrics: createMetrics(board, clock, "0.0.0", accounts),
  };
  return { services, historyStore, attentionStore };
}
