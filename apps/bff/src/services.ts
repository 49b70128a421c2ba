import type { CampaignKey } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { createApiKeys } from "./access/api-keys.ts";
import { createAuditLog } from "./access/audit-log.ts";
import { createEndedSessions } from "./access/ended-sessions.ts";
import { createBoard } from "./board/board.ts";
import { createBoardAnswers } from "./board/board-answers.ts";
import type { Observation } from "./campaigns/observation.ts";
import type { TrackedCampaign } from "./campaigns/tracked-campaign.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Cluster, createSingleBackend, type LeaderTasks } from "./cluster/single-backend.ts";
import { type Config, version } from "./config/config.ts";
import { createCorrectedClock } from "./corrected-clock.ts";
import { pageBuild } from "./http/page.ts";
import { createLogger, secretsOf } from "./observability/create-logger.ts";
import { createMetrics } from "./observability/create-metrics.ts";
import { type AccountPollingOptions, createAccountPolling } from "./polling/account-polling.ts";
import type { AccountState } from "./polling/account-state.ts";
import { keepRecords } from "./records/keep-records.ts";
import { type openStore, openStores } from "./store/open-stores.ts";
import { createArchive } from "./watch-list/archive.ts";
import { createDiscovery } from "./watch-list/discovery.ts";
import { createPreview } from "./watch-list/preview-campaigns.ts";
import { createWatchList } from "./watch-list/watch-list.ts";
import { createSendMessage, type SendMessage, webhookTimeoutMs } from "./webhooks/send-message.ts";
import { createWebhooks, type Webhooks } from "./webhooks/webhooks.ts";

export type Services = Awaited<ReturnType<typeof createServices>>;

export interface Surroundings extends Pick<AccountPollingOptions, "createClient" | "random"> {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly openStore?: typeof openStore;
  readonly send?: SendMessage;
}

/** A predecessor that was killed may have sent requests up to the moment when this process began. */
const predecessorsLastSecondMs = 1100;

export async function createServices(config: Config, surroundings: Surroundings = {}) {
  const { createClient, random } = surroundings;
  const { observesAgents } = config;
  const clock = createCorrectedClock(surroundings.clock ?? systemClock);
  const logger = surroundings.logger ?? createLogger(config.logLevel, secretsOf(config));
  const stores = await openStores(
    config,
    logger,
    (transaction, changes) => webhooks.onChanges(transaction, changes),
    surroundings.openStore,
  );

  const polling = createAccountPolling({
    createClient,
    random,
    accounts: config.accounts,
    proxies: config.proxies,
    clock,
    logger,
    maySendFrom: () => cluster.maySendFrom(),
    onCalled: (account, code, seconds) => metrics.calledUpstream(account, code, seconds),
    onObservation: observe,
    agents: observesAgents
      ? {
          applications: () => board.applications(),
          onAgents: (sdkAppId, agents, at) => agentsChanged(board.observeAgents(sdkAppId, agents, at), at),
          onDenied: (sdkAppId) => agentsChanged(board.forgetAgents(sdkAppId), clock.now()),
          onCalled: (account, code) => metrics.calledForAgents(account, code),
        }
      : undefined,
    idSearch: config.discovery && {
      knownIds: (account) => discovery.knownIds(account),
      isWatched: (key) => board.get(key) !== null,
      onFound: (...found) => discovery.found(...found),
    },
  });
  let accounts = (): readonly AccountState[] => polling.accounts.map(({ state }) => state);
  const board = createBoard(
    clock,
    () => accounts(),
    () => records.experience.present,
  );
  const metrics = createMetrics(board, clock, version, () => accounts());
  const base = { board, clock, logger };
  const records = keepRecords({
    stores,
    ...base,
    retentionDays: config.historyRetentionDays,
    observesAgents,
  });
  const apiKeys = createApiKeys({ store: stores.apiKeys, clock, logger, readsAgain: stores.shared === null });
  const endedSessions = createEndedSessions(stores.endedSessions, clock, logger);
  const webhooks: Webhooks = createWebhooks({
    config: config.webhooks,
    outbox: stores.outbox,
    send: surroundings.send ?? createSendMessage(clock.now, webhookTimeoutMs),
    ...base,
  });
  const tasks: LeaderTasks = {
    begin() {
      archive.start();
      if (config.discovery) discovery.start();
      webhooks.start();
      records.experience.start();
    },
    async end() {
      await Promise.all([archive.stop(), webhooks.stop(), records.experience.stop(), discovery.stop()]);
    },
  };
  const cluster: Cluster =
    stores.shared === null
      ? createSingleBackend(polling, predecessorsLastSecondMs, tasks)
      : (await import("./cluster/cluster.ts")).createCluster({
          stores: stores.shared,
          polling,
          ...base,
          tasks,
          onFollowed: (before, after) => records.calls.record(before, after),
          observesAgents,
          onLost: () => records.handOver(),
          onOutboxChanged: () => webhooks.wake(),
          syncWatchList: () => watchList.sync(),
          endedSessions,
          loadApiKeys: apiKeys.load,
        });
  accounts = () => cluster.accounts;
  const { poller } = cluster;
  const watchList = createWatchList({
    store: stores.watchList,
    ...base,
    poller,
    accounts: config.accounts,
    onUnwatched: records.journal.forget,
    onArchived: (key, agent) => archive.archived(key, agent),
    async recall(keys) {
      await cluster.recall(keys);
      await records.recall(poller, keys, cluster.isLeader());
      for (const campaign of keys.flatMap((key) => board.get(key) ?? []))
        if (campaign.endConfirmed && cluster.isLeader()) cluster.publish(campaign);
    },
  });
  const archive = createArchive({
    store: stores.archive,
    settings: stores.settings,
    history: stores.history,
    watchList,
    ...base,
  });

  const discovery = createDiscovery({
    store: stores.history,
    watchList,
    ...base,
    rule: config.discovery?.rule ?? null,
    audit: createAuditLog(logger, clock),
  });

  await endedSessions.start();
  await apiKeys.start();
  const { demoCampaigns } = config;
  // What was removed stays so.
  if (demoCampaigns.length > 0 && (await stores.watchList.all()).length === 0)
    await stores.watchList.add(demoCampaigns, clock.now());
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
    cluster.publish(after);
    // Another backend may have observed its end before the upstream deleted it, and have stored that since.
    if (observation.kind === "notFound" && !after.endConfirmed) watchList.recall(key);
    return after;
  }

  function agentsChanged(campaigns: readonly TrackedCampaign[], at: number): void {
    for (const campaign of campaigns) {
      records.recordAgent(campaign, at);
      cluster.publish(campaign);
    }
  }

  /** Lets another backend lead while this one gives its last answers. */
  async function handOver(): Promise<void> {
    polling.abort();
    await cluster.stop();
  }

  async function close(): Promise<void> {
    board.stop();
    await watchList.stop();
    await handOver();
    await polling.close();
    await records.close();
    await endedSessions.stop();
    await apiKeys.stop();
    await stores.close();
  }

  return {
    config,
    clock: clock as Clock,
    logger,
    board,
    answers: createBoardAnswers(board, clock, pageBuild()),
    poller,
    watchList,
    preview: createPreview(board, poller),
    archive,
    discovery,
    history: records.history,
    readEvents: records.readEvents,
    calls: records.calls,
    metrics,
    endedSessions,
    apiKeys,
    ...(stores.shared !== null && { handOver }),
    close,
  };
}
