import { createCccClient } from "@cruiseboard/ccc-client";
import type { Logger } from "pino";
import { type Board, createBoard } from "./board/board.ts";
import { type BoardAnswers, createBoardAnswers } from "./board/board-answers.ts";
import { type CallCounter, createCallCounter } from "./calls/calls-per-minute.ts";
import { type Clock, systemClock } from "./clock.ts";
import { createAlone } from "./cluster/alone.ts";
import { type Cluster, createCluster, type LeaderDuties } from "./cluster/cluster.ts";
import type { Config } from "./config.ts";
import { type CampaignHistory, createCampaignHistory } from "./history/campaign-history.ts";
import { createHistoryRecorder } from "./history/history-recorder.ts";
import { createHistoryRetention } from "./history/history-retention.ts";
import { recallLastFacts, restoreLastFacts } from "./history/restore-last-facts.ts";
import { version } from "./http/session.ts";
import { type AttentionJournal, createAttentionJournal } from "./journal/attention-journal.ts";
import { createCampaignEvents, type ReadCampaignEvents } from "./journal/campaign-events.ts";
import { openStore } from "./open-store.ts";
import { createLogger } from "./operations/create-logger.ts";
import { createMetrics, type Metrics } from "./operations/create-metrics.ts";
import { secretsOf } from "./operations/secrets-of.ts";
import { createLookAtCampaign, type LookAtCampaign } from "./polling/look-at-campaign.ts";
import { createPoller, type Poller } from "./polling/poller.ts";
import { createUpstreamClock } from "./polling/upstream-clock.ts";
import { createUpstreamHealth } from "./polling/upstream-health.ts";
import { createArchiveStore } from "./store/archive-store.ts";
import { createAttentionStore } from "./store/attention-store.ts";
import { createHistoryStore } from "./store/history-store.ts";
import { createOutboxStore } from "./store/outbox-store.ts";
import { createSettingsStore } from "./store/settings-store.ts";
import { createWatchListStore } from "./store/watch-list-store.ts";
import { type Archive, createArchive } from "./watch-list/archive.ts";
import { createPreview, type PreviewCampaign } from "./watch-list/preview-campaigns.ts";
import { createWatchList, type WatchList } from "./watch-list/watch-list.ts";
import { createSendMessage } from "./webhooks/send-message.ts";
import { createWebhooks } from "./webhooks/webhooks.ts";

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
  /** Has another backend ask the upstream, while this one gives its last answers; absent where there is no other. */
  readonly handOver?: () => Promise<void>;
  /** Stops asking, lets go of every socket, timer and file. */
  close(): Promise<void>;
}

/** The upstream answers in a tenth of a second; what takes this long, ms, is a broken hop. */
const upstreamTimeoutMs = 5000;
/** A webhook's receiver has this long to take a message, ms. */
const receiverTimeoutMs = 10_000;
/** A predecessor that was killed may have sent requests up to the moment when this process began, ms. */
const predecessorsLastSecondMs = 1100;

/** Opens the store, restores the watch list and starts polling. Throws StoreError if it cannot be used. */
export async function createServices(config: Config): Promise<Services> {
  const clock = systemClock;
  const logger = createLogger({ level: config.logLevel, secrets: secretsOf(config) });
  const { db, shared, close: closeStore } = await openStore(config, logger);

  const client = createCccClient({
    endpoint: config.endpoint,
    credentials: config.credentials,
    timeoutMs: upstreamTimeoutMs,
  });
  const upstreamClock = createUpstreamClock();
  const stopping = new AbortController();
  const measured =
    (look: LookAtCampaign): LookAtCampaign =>
    async (key) => {
      const sentAt = clock.monotonic();
      const outcome = await look(key);
      if (outcome.fault !== "aborted")
        metrics.calledUpstream(outcome.code, (clock.monotonic() - sentAt) / 1000);
      return outcome;
    };
  const asking = createPoller({
    clock,
    look: measured(createLookAtCampaign(client, upstreamClock, clock, stopping.signal)),
    health: createUpstreamHealth(),
    upstreamClock,
    requestsPerSecond: config.requestsPerSecond,
    notBefore: 0,
    mayAskFrom: () => cluster.mayAskFrom(),
    onObservation: (key, observation) => {
      const before = board.get(key);
      const after = board.observe(key, observation);
      if (!before || !after) return after;
      recorder.record(before, after, observation);
      journal.record(after, observation);
      if (observation.kind === "answered") calls.record(before, after);
      metrics.observed(before, after);
      cluster.observed(after);
      return after;
    },
    onError: (error) => logger.error({ err: error }, "polling fault"),
    random: Math.random,
  });
  let upstream = () => asking.upstream;
  const board = createBoard({ clock, upstream: () => upstream() });
  const metrics = createMetrics({ board, clock, version, leads: () => cluster.leads });
  const answers = createBoardAnswers(board, clock);
  const store = createWatchListStore(db);
  const duties: LeaderDuties = {
    async begin() {
      archive.start();
      await webhooks.start();
    },
    async end() {
      await archive.stop();
      await webhooks.stop();
    },
    handOver() {
      recorder.handOver();
      journal.handOver();
    },
  };
  const cluster: Cluster = shared
    ? createCluster({
        stores: shared,
        watchListStore: store,
        poller: asking,
        board,
        clock,
        logger,
        requestsPerSecond: config.requestsPerSecond,
        mayBeWatched: (key) => watchList.mayBeWatched(key),
        onFollowed: (before, after) => calls.record(before, after),
        onAdded: (keys) => recallLastFacts({ store: historyStore, board, poller }, keys),
        duties,
      })
    : createAlone(asking, predecessorsLastSecondMs, duties);
  const { poller } = cluster;
  upstream = () => cluster.poller.upstream;
  const watchList = createWatchList({
    store,
    board,
    poller,
    clock,
    sdkAppIds: config.sdkAppIds,
    onRemoved: (key) => journal.unwatched(key),
    onArchived: (key) => journal.forget(key),
    recall: (keys) => recallLastFacts({ store: historyStore, board, poller }, keys),
  });
  const preview = createPreview({ board, poller });
  const historyStore = createHistoryStore(db);
  const history = createCampaignHistory(historyStore, clock);
  const recorder = createHistoryRecorder({ store: historyStore, clock, logger });
  const calls = createCallCounter(clock);
  const webhooks = createWebhooks({
    config: config.webhooks,
    outbox: createOutboxStore(db),
    board,
    send: createSendMessage({ now: () => clock.now(), timeoutMs: receiverTimeoutMs }),
    clock,
    logger,
  });
  const attentionStore = createAttentionStore(db, webhooks.onChanges);
  const journal: AttentionJournal = createAttentionJournal({ store: attentionStore, clock, logger });
  const readEvents = createCampaignEvents({ history: historyStore, attention: attentionStore, clock });
  const archive = createArchive({
    store: createArchiveStore(db),
    settings: createSettingsStore(db),
    history: historyStore,
    watchList,
    board,
    clock,
    logger,
    onRemoved: (key) => journal.unwatched(key),
  });
  const retention = createHistoryRetention({
    store: { ...historyStore, deleteOldAttention: attentionStore.deleteOld },
    clock,
    logger,
    retentionDays: config.historyRetentionDays,
    onRound: () => recorder.forget((key) => board.get(key) !== null),
  });

  await watchList.restore();
  await restoreLastFacts({ store: historyStore, board, poller, logger, onRestored: calls.restore });
  board.start();
  await cluster.start();
  retention.start();

  async function handOver(): Promise<void> {
    stopping.abort();
    await cluster.stop();
  }

  async function close(): Promise<void> {
    board.stop();
    stopping.abort();
    await cluster.stop();
    await client.close();
    await retention.stop();
    await recorder.close();
    await journal.close();
    await closeStore();
  }
  return {
    config,
    clock,
    logger,
    board,
    answers,
    poller,
    watchList,
    preview,
    archive,
    history,
    readEvents,
    calls,
    metrics,
    ...(shared && { handOver }),
    close,
  };
}
