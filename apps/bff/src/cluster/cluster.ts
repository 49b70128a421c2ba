import { type UpstreamState, upstreamStateSchema } from "@cruiseboard/contract";
import { z } from "zod";
import { type Repeated, repeat } from "../clock.ts";
import type { PolledAccount } from "../polling/account-polling.ts";
import type { AccountState } from "../polling/account-state.ts";
import { RefreshError } from "../polling/request-queues.ts";
import type { Notification } from "../store/cluster-schema.ts";
import { createFocusRelay } from "./focus-relay.ts";
import { createLease } from "./lease.ts";
import { createLiveFeed } from "./live-feed.ts";
import { createNotificationListener } from "./notifications.ts";
import { createRequestRelay } from "./request-relay.ts";
import type { Cluster, ClusterOptions } from "./single-backend.ts";

/** What the leader publishes of an account with each renewal. `now`: its time, epoch ms; null: not confirmed by the upstream. */
const publishedSchema = upstreamStateSchema.extend({
  now: z.number().nullable().optional(),
  /** When the agents of applications were observed, epoch ms; changes are published with the campaigns. */
  agents: z.array(z.tuple([z.number(), z.number()])).optional(),
  agentsStaleAfterMs: z.number().optional(),
});

/** A leader that published nothing for this long does not lead. */
const silenceMs = 10_000;
const retryAfterMs = [1000];
const tidyEveryMs = 3_600_000;

export function createCluster(options: ClusterOptions): Cluster {
  const { stores, board, clock, logger, tasks } = options;
  const { poller, accounts } = options.polling;
  const published = new Map<string, Pick<AccountState, "upstream" | "agentsStaleAfterMs"> & { at: number }>();
  let startedAt = clock.monotonic();
  let stopping: Promise<void> | null = null;
  const onError = (error: unknown) => logger.warn({ err: error }, "the shared database does not answer");

  const lease = createLease({
    store: stores.lease,
    // Only the machine's own clock shows that the machine slept.
    clock: clock.system,
    holder: stores.backend,
    publish: () => new Map(accounts.map(({ name, state }) => [name, publishedText(state)])),
    onPublished: follow,
    onGained: lead,
    onLost() {
      logger.info("this backend does not lead any more");
      poller.stop().catch(onError);
      options.onLost();
      taskLoop.wake();
    },
    onRenewed() {
      poller.wake();
      taskLoop.wake();
    },
    onError,
  });
  const isLeader = () => lease.term !== null;
  const feed = createLiveFeed({
    store: stores.liveCampaigns,
    board,
    poller,
    clock,
    logger,
    term: () => lease.term,
    onFollowed: options.onFollowed,
    observesAgents: options.observesAgents,
  });
  const focusRelay = createFocusRelay(options, onError);
  const requests = createRequestRelay(options, feed, isLeader, onError);

  let tasksRun = false;
  const loops: Repeated[] = [];
  const catchingUp = untilDone(feed.catchUp);
  const syncing = untilDone(options.syncWatchList);
  const readingFocus = untilDone(focusRelay.readOthers);
  untilDone(() => options.endedSessions.load());
  const loadingApiKeys = untilDone(options.loadApiKeys);
  const serving = untilDone(requests.serve);
  /** One loop, so that tasks begin and end in series. */
  const taskLoop = untilDone(async () => {
    // Decided once: the lease may be gained or lost while tasks end.
    const shallRun = isLeader();
    if (shallRun && !tasksRun) tasks.begin();
    else if (!shallRun && tasksRun) await tasks.end();
    tasksRun = shallRun;
  });
  const tidying = repeat({
    clock,
    async run() {
      if (!isLeader()) return null;
      await stores.tidy();
      return tidyEveryMs;
    },
    retryAfterMs: [60_000],
    onError,
  });
  loops.push(tidying);
  const notifications = createNotificationListener({
    createListener: () => stores.createListener(),
    clock,
    onNotification,
    onListening() {
      // Reads everything that could have been notified while no connection listened.
      for (const loop of loops) loop.wake();
      lease.wake();
    },
    onLost: (error) => logger.warn({ err: error }, "no notifications of other backends; reconnecting"),
  });

  function untilDone(work: () => Promise<unknown>): Repeated {
    const loop = repeat({ clock, run: () => work().then(() => null), retryAfterMs, onError });
    loops.push(loop);
    return loop;
  }

  function publishedText({ upstream, agentsStaleAfterMs }: AccountState): string {
    const agents = [...board.agentsObservedAt];
    const now = clock.confirmedNow();
    return JSON.stringify({ ...upstream, now, agents, agentsStaleAfterMs } satisfies z.infer<
      typeof publishedSchema
    >);
  }

  function lead(term: number): void {
    logger.info({ term }, "this backend leads from now on");
    poller.start();
    for (const loop of [catchingUp, taskLoop, readingFocus, serving, tidying]) loop.wake();
  }

  function follow(account: string, text: string, isRecent: boolean): void {
    const parsed = publishedSchema.safeParse(JSON.parse(text));
    if (!parsed.success) return;
    const { now, agents = [], agentsStaleAfterMs, ...upstream } = parsed.data;
    if (isRecent) for (const [sdkAppId, at] of agents) board.confirmAgents(sdkAppId, at);
    published.set(account, { upstream, agentsStaleAfterMs, at: clock.monotonic() });
    if (isRecent && now != null) clock.heard(now);
  }

  function upstreamOf({ name, requestsPerSecond, state }: PolledAccount): UpstreamState {
    if (isLeader()) return state.upstream;
    const latest = published.get(name);
    if (clock.monotonic() - (latest?.at ?? startedAt) < silenceMs) return latest?.upstream ?? state.upstream;
    return {
      status: "degraded",
      budgetPerSecond: requestsPerSecond,
      usedPerSecond: 0,
      clockSkewMs: null,
      message: "No backend asks the upstream at the moment: the shared database does not answer",
    };
  }

  function onNotification(notification: Notification): void {
    switch (notification.kind) {
      case "watchList":
        return syncing.wake();
      case "apiKeys":
        return loadingApiKeys.wake();
      case "lease":
        return lease.wake();
      case "campaigns":
        return isLeader() ? undefined : catchingUp.wake();
      case "focus":
        return isLeader() ? readingFocus.wake() : undefined;
      case "asked":
        return isLeader() ? serving.wake() : undefined;
      case "news":
        return options.onOutboxChanged();
      case "sessionEnded":
        return options.endedSessions.markEnded(notification);
      case "abandoned":
        return requests.abandoned(notification.id);
      case "replied":
        return requests.replied(notification.id);
    }
  }

  async function stop(): Promise<void> {
    lease.retire();
    await Promise.all([requests, poller, focusRelay, ...loops].map((part) => part.stop()));
    await tasks.end();
    await feed.close();
    await lease.stop();
    await notifications.stop();
    await stores.close();
  }

  return {
    poller: {
      ...poller,
      focus(holder, keys) {
        poller.focus(holder, keys);
        focusRelay.put(holder, keys);
      },
      async refresh(key) {
        if (isLeader()) return poller.refresh(key);
        if (board.get(key) === null) throw new RefreshError("gone");
        await requests.send("refresh", key);
        const campaign = board.get(key);
        if (campaign === null) throw new RefreshError("gone");
        return campaign;
      },
      async preview(key, signal) {
        if (isLeader()) return poller.preview(key, signal);
        const observation = await requests.send("peek", key, signal);
        if (observation === null) throw new RefreshError("busy");
        return observation;
      },
    },
    get accounts() {
      return accounts.map((account) => ({
        ...account.state,
        leads: isLeader(),
        upstream: upstreamOf(account),
        ...(!isLeader() && { agentsStaleAfterMs: published.get(account.name)?.agentsStaleAfterMs }),
      }));
    },
    maySendFrom: lease.maySendFrom,
    isLeader,
    publish: feed.publish,
    recall: feed.recall,
    async start() {
      startedAt = clock.monotonic();
      await feed.catchUp();
      for (const loop of loops) loop.start(null);
      notifications.start();
      lease.start();
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
