import { type CampaignKey, type Upstream, upstreamSchema } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { everything } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { Poller } from "../polling/poller.ts";
import { RefreshError } from "../polling/refresh-queue.ts";
import type { Notice } from "../store/notify-all.ts";
import type { SharedStores } from "../store/open-shared-stores.ts";
import type { WatchListStore } from "../store/watch-list-store.ts";
import { createEars } from "./ears.ts";
import { createFocusRelay } from "./focus-relay.ts";
import { createLease } from "./lease.ts";
import { createLiveFeed } from "./live-feed.ts";
import { createLookRelay } from "./look-relay.ts";
import { createWatchListSync } from "./watch-list-sync.ts";

/** This backend among those that share a database; exactly one of them asks the upstream. */
export interface Cluster {
  /** As the rest of the backend sees it: what this one may not ask itself, it has asked. */
  readonly poller: Poller;
  /** Whether this backend is the one that asks. */
  readonly leads: boolean;
  /** Monotonic ms from which on this backend may ask the upstream; Infinity: it may not. Asked before each request. */
  mayAskFrom(): number;
  /** This backend saw a campaign. */
  observed(campaign: TrackedCampaign): void;
  /** Reads up what the others have seen, then takes part. Rejects if the database does not answer. */
  start(): Promise<void>;
  /** Stops asking, so that another backend may within moments; may be called again. Leaves no timer, no connection. */
  stop(): Promise<void>;
}

/** What only the backend that asks the upstream does besides. */
export interface LeaderDuties {
  begin(): Promise<void>;
  /** May be called though they never began. */
  end(): Promise<void>;
  /** Another backend does it from now on: what was last known here soon is not true any more. */
  handOver(): void;
}

export interface ClusterOptions {
  readonly stores: SharedStores;
  readonly watchListStore: Pick<WatchListStore, "all">;
  /** Asks the upstream itself; started and stopped from here. */
  readonly poller: Poller;
  readonly board: Board;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly requestsPerSecond: number;
  readonly mayBeWatched: (key: CampaignKey) => boolean;
  /** Another backend looked: the campaign before and after. */
  readonly onFollowed: (before: TrackedCampaign, after: TrackedCampaign) => void;
  /** Another backend added campaigns. */
  readonly onAdded: (keys: readonly CampaignKey[]) => Promise<void>;
  readonly duties: LeaderDuties;
}

/** Without word from whoever asks the upstream for this long, ms, nobody does. */
const silenceMs = 10_000;

export function createCluster(options: ClusterOptions): Cluster {
  const { stores, poller, board, clock, logger } = options;
  const backend = stores.backend;
  let told: { upstream: Upstream; at: number } | null = null;
  let startedAt = clock.monotonic();
  let stopping: Promise<void> | null = null;
  const onError = (error: unknown) => logger.warn({ err: error }, "the shared database does not answer");

  const lease = createLease({
    store: stores.lease,
    clock,
    holder: backend,
    tell: () => JSON.stringify(poller.upstream),
    onTold: hearOfUpstream,
    onGained: (term) => void lead(term).catch(onError),
    onLost: follow,
    onError,
  });
  const feed = createLiveFeed({
    store: stores.liveCampaigns,
    board,
    poller,
    clock,
    logger,
    term: () => lease.term,
    onFollowed: options.onFollowed,
  });
  const focusRelay = createFocusRelay({ store: stores.viewersFocus, poller, clock, backend, onError });
  const looks = createLookRelay({
    store: stores.askedLooks,
    poller,
    clock,
    flush: feed.flush,
    catchUp: feed.catchUp,
    onError,
  });
  const syncWatchList = createWatchListSync({
    store: options.watchListStore,
    board,
    poller,
    mayBeWatched: options.mayBeWatched,
    onAdded: async (keys) => {
      await options.onAdded(keys);
      await feed.recall(keys);
    },
    onRemoved: () => undefined,
  });
  const ears = createEars({
    ...stores.connection,
    clock,
    onNotice: hear,
    onListening: () => void readUp().catch(onError),
    onDeaf: (error) => logger.warn({ err: error }, "nothing is heard of the other backends; trying again"),
  });

  function hear(notice: Notice): void {
    handle(notice).catch(onError);
  }

  async function handle(notice: Notice): Promise<void> {
    const leads = lease.term !== null;
    switch (notice.kind) {
      case "watchList":
        return syncWatchList();
      case "lease":
        return lease.wake();
      case "campaigns":
        return leads ? undefined : feed.catchUp();
      case "focus":
        return leads ? focusRelay.readOthers() : undefined;
      case "asked":
        return leads ? looks.serve(notice.id) : undefined;
      case "abandoned":
        return looks.abandoned(notice.id);
      case "replied":
        return looks.replied(notice.id);
    }
  }

  async function readUp(): Promise<void> {
    await syncWatchList();
    await feed.catchUp();
    lease.wake();
  }

  async function lead(term: number): Promise<void> {
    logger.info({ term }, "this backend asks the upstream from now on");
    poller.start();
    await feed.catchUp();
    // Nobody has asked for a while: ends, too, are looked at once more, so that a wrong one cannot stay for ever.
    if (told === null) poller.watch(everyCampaign().map((one) => ({ ...one, endConfirmed: false })));
    await focusRelay.readOthers();
    await looks.serve(null);
    await stores.tidy();
    // Lost again meanwhile: they are another backend's.
    if (lease.term === term) await options.duties.begin();
  }

  function follow(): void {
    logger.info("this backend does not ask the upstream any more");
    options.duties.handOver();
    void Promise.all([poller.stop(), options.duties.end()]).catch(onError);
  }

  function everyCampaign(): TrackedCampaign[] {
    return board.rows(everything).flatMap(({ key }) => board.get(key) ?? []);
  }

  function hearOfUpstream(text: string): void {
    const upstream = upstreamSchema.safeParse(JSON.parse(text));
    if (upstream.success) told = { upstream: upstream.data, at: clock.monotonic() };
  }

  function upstreamNow(): Upstream {
    if (lease.term !== null) return poller.upstream;
    const heardAt = told?.at ?? startedAt;
    if (clock.monotonic() - heardAt < silenceMs) return told?.upstream ?? poller.upstream;
    return {
      status: "degraded",
      budgetPerSecond: options.requestsPerSecond,
      usedPerSecond: 0,
      clockSkewMs: null,
      message: "No backend asks the upstream at the moment: the shared database does not answer",
    };
  }

  async function stop(): Promise<void> {
    looks.stop();
    focusRelay.stop();
    await poller.stop();
    await options.duties.end();
    await feed.close();
    await lease.stop();
    await ears.stop();
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
        if (lease.term !== null) return poller.refresh(key);
        if (board.get(key) === null) throw new RefreshError("gone");
        await looks.ask("refresh", key);
        const campaign = board.get(key);
        if (campaign === null) throw new RefreshError("gone");
        return campaign;
      },
      async peek(key, signal) {
        if (lease.term !== null) return poller.peek(key, signal);
        const seen = await looks.ask("peek", key, signal);
        if (seen === null) throw new RefreshError("busy");
        return seen;
      },
      get upstream() {
        return upstreamNow();
      },
    },
    get leads() {
      return lease.term !== null;
    },
    mayAskFrom: () => lease.mayAskFrom(),
    observed: (campaign) => feed.publish(campaign),
    async start() {
      startedAt = clock.monotonic();
      await feed.catchUp();
      ears.start();
      lease.start();
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
