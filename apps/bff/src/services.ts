import type { CampaignKey } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { createEndedSessions, type EndedSessions } from "./access/ended-sessions.ts";
import { type Board, createBoard } from "./board/board.ts";
import { type BoardAnswers, createBoardAnswers } from "./board/board-answers.ts";
import type { Observation } from "./campaigns/observation.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Cluster, createAlone, type LeaderDuties } from "./cluster/single-backend.ts";
import { type Config, version } from "./config/config.ts";
import { createCorrectedClock } from "./corrected-clock.ts";
import { pageBuild } from "./http/page.ts";
import { createLogger, secretsOf } from "./observability/create-logger.ts";
import { createMetrics, type Metrics } from "./observability/create-metrics.ts";
import { type AskedAccountOptions, askAccounts } from "./polling/poll-accounts.ts";
import type { Poller } from "./polling/poller.ts";
import type { CallCounter } from "./records/calls-per-minute.ts";
import type { CampaignHistory, ReadCampaignEvents } from "./records/campaign-history.ts";
import { keepRecords } from "./records/keep-records.ts";
import { type openStore, openStores } from "./store/open-stores.ts";
import { type Archive, createArchive } from "./watch-list/archive.ts";
import { createPreview, type PreviewCampaign } from "./watch-list/preview-campaigns.ts";
import { createWatchList, type WatchList } from "./watch-list/watch-list.ts";
import { createSendMessage, type SendMessage } from "./webhooks/send-message.ts";
import { createWebhooks, type Webhooks } from "./webhooks/webhooks.ts";

/** Everything that serves the application, put together once. */
export interface Services {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly board: Board;
  readonly answers: BoardAnswers;
  readonly poller: Poller;
  readonly watchList: WatchList;
  readonly preview: PreviewCampaign;
  readonly archive: Archive;
  readonly history: CampaignHistory;
  readonly readEvents: ReadCampaignEvents;
  readonly calls: CallCounter;
  readonly metrics: Metrics;
  readonly endedSessions: EndedSessions;
  /** Has another backend ask the upstream, while this one gives its last answers; absent where there is no other. */
  readonly handOver?: () => Promise<void>;
  /** Stops asking, lets go of every socket, timer and file. */
  close(): Promise<void>;
}

/** What a backend reaches out for; what is not given is the system's own. */
export interface Surroundings extends Pick<AskedAccountOptions, "createClient" | "random"> {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly openStore?: typeof openStore;
  readonly send?: SendMessage;
}

/** A webhook's receiver has this long to take a message, ms. */
const receiverTimeoutMs = 10_000;
/** A predecessor that was killed may have sent requests up to the moment when this process began, ms. */
const predecessorsLastSecondMs = 1100;
/** On a slow machine, whoever waited for the start has the board before the upstream is asked, ms. */
const firstAnswersMs = 500;

/** Opens the store, restores the watch list and starts polling. Throws StoreError if it cannot be used. */
export async function createServices(config: Config, surroundings: Surroundings = {}): Promise<Services> {
  const { createClient, random } = surroundings;
  const clock = createCorrectedClock(surroundings.clock ?? systemClock);
  const logger = surroundings.logger ?? createLogger({ level: config.logLevel, secrets: secretsOf(config) });
  const stores = await openStores(
    config,
    logger,
    (transaction, changes) => webhooks.onChanges(transaction, changes),
    surroundings.openStore,
  );

  const asking = askAccounts({
    ...(createClient && { createClient }),
    ...(random && { random }),
    accounts: config.accounts,
    clock,
    logger,
    mayAskFrom: (account) => cluster.mayAskFrom(account),
    onCalled: (account, code, seconds) => metrics.calledUpstream(account, code, seconds),
    onObservation: observe,
  });
  let accounts = () => asking.states;
  const board = createBoard({ clock, accounts: () => accounts() });
  const metrics = createMetrics({ board, clock, version, accounts: () => accounts() });
  const records = keepRecords({ stores, board, clock, logger, retentionDays: config.historyRetentionDays });
  const endedSessions = createEndedSessions({ store: stores.endedSessions, clock, logger });
  const webhooks: Webhooks = createWebhooks({
    config: config.webhooks,
    outbox: stores.outbox,
    board,
    send: surroundings.send ?? createSendMessage({ now: () => clock.now(), timeoutMs: receiverTimeoutMs }),
    clock,
    logger,
  });
  const duties: LeaderDuties = {
    begin() {
      archive.start();
      webhooks.start();
    },
    async end() {
      await Promise.all([archive.stop(), webhooks.stop()]);
    },
    onNews: () => webhooks.wake(),
    handOver: (isTheirs) => records.handOver(isTheirs),
  };
  const cluster: Cluster =
    stores.shared === null
      ? createAlone(asking, Math.max(predecessorsLastSecondMs, clock.monotonic() + firstAnswersMs), duties)
      : (await import("./cluster/cluster.ts")).createCluster({
          stores: stores.shared,
          accounts: asking.accounts,
          board,
          clock,
          logger,
          onFollowed: (before, after) => records.calls.record(before, after),
          syncWatchList: () => watchList.sync(),
          endedSessions,
          duties,
        });
  accounts = () => cluster.accounts;
  const { poller } = cluster;
  const watchList = createWatchList({
    store: stores.watchList,
    board,
    poller,
    clock,
    accounts: config.accounts,
    // Whoever removed it: the journal is kept by the one that asks, in the order in which it saw things.
    onRemoved(key) {
      if (cluster.leads(key)) records.journal.unwatched(key);
    },
    onArchived(key, agent) {
      records.journal.forget(key);
      archive.archived(key, agent);
    },
    async recall(keys) {
      cluster.recall(keys);
      await records.recall(poller, keys, cluster.leads);
    },
    logger,
  });
  const archive = createArchive({
    store: stores.archive,
    settings: stores.settings,
    history: stores.history,
    watchList,
    board,
    clock,
    logger,
    onRemoved: records.journal.unwatched,
  });

  await endedSessions.start();
  await watchList.restore();
  await records.restore(poller);
  board.start();
  await cluster.start();
  records.start();

  function observe(key: CampaignKey, observation: Observation) {
    const before = board.get(key);
    const after = board.observe(key, observation);
    if (!before || !after) return after;
    records.record(before, after, observation);
    metrics.observed(before, after);
    cluster.observed(after);
    return after;
  }

  async function handOver(): Promise<void> {
    asking.abort();
    await cluster.stop();
  }

  async function close(): Promise<void> {
    board.stop();
    await watchList.stop();
    await handOver();
    await asking.close();
    await records.close();
    await endedSessions.stop();
    await stores.close();
  }

  return {
    config,
    clock,
    logger,
    board,
    answers: createBoardAnswers(board, clock, pageBuild()),
    poller,
    watchList,
    preview: createPreview({ board, poller }),
    archive,
    history: records.history,
    readEvents: records.readEvents,
    calls: records.calls,
    metrics,
    endedSessions,
    ...(stores.shared !== null && { handOver }),
    close,
  };
}
