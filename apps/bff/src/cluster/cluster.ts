import type { CampaignKey } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { accountOf } from "../accounts/account.ts";
import type { AccountState } from "../accounts/account-state.ts";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { AskedAccount } from "../polling/ask-account.ts";
import { pollByAccount } from "../polling/poll-by-account.ts";
import type { Poller } from "../polling/poller.ts";
import type { Notice } from "../store/notify-all.ts";
import type { SharedStores } from "../store/open-shared-stores.ts";
import type { WatchListStore } from "../store/watch-list-store.ts";
import { type AccountLead, createAccountLead } from "./account-lead.ts";
import { createAccountSharing } from "./account-sharing.ts";
import { createEars } from "./ears.ts";
import { createFocusRelay } from "./focus-relay.ts";
import { createLookRelay } from "./look-relay.ts";
import { createPollerInCluster } from "./poller-in-cluster.ts";
import { createWatchListSync } from "./watch-list-sync.ts";

/** This backend among those that share a database; for each account exactly one of them asks the upstream. */
export interface Cluster {
  /** As the rest of the backend sees it: what this one may not ask itself, it has asked. */
  readonly poller: Poller;
  /** As they are, whichever backend asks for them. */
  readonly accounts: readonly AccountState[];
  /** Monotonic ms from which on this backend may ask for the account; Infinity: it may not. Asked before each request. */
  mayAskFrom(account: string): number;
  /** This backend saw a campaign. */
  observed(campaign: TrackedCampaign): void;
  /** Reads up what the others have seen, then takes part. Rejects if the database does not answer. */
  start(): Promise<void>;
  /** Stops asking, so that another backend may within moments; may be called again. Leaves no timer, no connection. */
  stop(): Promise<void>;
}

/** What only one backend does besides: the one that asks for the first account. */
export interface LeaderDuties {
  begin(): Promise<void>;
  /** May be called though they never began. */
  end(): Promise<void>;
  /** Any backend wrote what is to be told. May be called though they never began. */
  onNews(): void;
  /** Another backend asks for these from now on: what was last known here soon is not true any more. */
  handOver(isTheirs: (key: CampaignKey) => boolean): void;
}

export interface ClusterOptions {
  readonly stores: SharedStores;
  readonly watchListStore: Pick<WatchListStore, "all">;
  /** Those who ask the upstream themselves; started and stopped from here. */
  readonly accounts: readonly AskedAccount[];
  readonly board: Board;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly mayBeWatched: (key: CampaignKey) => boolean;
  /** Another backend looked: the campaign before and after. */
  readonly onFollowed: (before: TrackedCampaign, after: TrackedCampaign) => void;
  /** Another backend added campaigns. */
  readonly onAdded: (keys: readonly CampaignKey[]) => Promise<void>;
  readonly duties: LeaderDuties;
}

export function createCluster(options: ClusterOptions): Cluster {
  const { stores, accounts, board, clock, logger, duties } = options;
  const polling = pollByAccount(accounts);
  let stopping: Promise<void> | null = null;
  const onError = (error: unknown) => logger.warn({ err: error }, "the shared database does not answer");

  const leads = accounts.map(takePart);
  const leadOf = (key: CampaignKey) =>
    leads.find(({ account }) => accountOf([account], key) !== null) ?? null;
  const mayAsk = (key: CampaignKey) => leadOf(key)?.state.leads === true;
  const each = (act: (lead: AccountLead) => Promise<void>) => Promise.all(leads.map(act));

  const focusRelay = createFocusRelay({
    store: stores.viewersFocus,
    poller: polling,
    clock,
    backend: stores.backend,
    onError,
  });
  const looks = createLookRelay({
    store: stores.askedLooks,
    poller: polling,
    clock,
    mayAsk,
    flush: async (key) => leadOf(key)?.feed.flush(),
    catchUp: async (key) => leadOf(key)?.feed.catchUp(),
    onError,
  });
  const syncWatchList = createWatchListSync({
    store: options.watchListStore,
    board,
    poller: polling,
    mayBeWatched: options.mayBeWatched,
    onAdded: async (keys) => {
      await options.onAdded(keys);
      for (const [lead, own] of Map.groupBy(keys, leadOf)) await lead?.feed.recall(own);
    },
    onRemoved: () => undefined,
  });
  const sharing = createAccountSharing({ stores, leads, clock, onError });
  const ears = createEars({
    createListener: () => stores.createListener(),
    clock,
    onNotice: (notice) => void handle(notice).catch(onError),
    onListening: () => void readUp().catch(onError),
    onDeaf: (error) => logger.warn({ err: error }, "nothing is heard of the other backends; trying again"),
  });

  function takePart(account: AskedAccount): AccountLead {
    const isFirst = account === accounts[0];
    return createAccountLead({
      account,
      stores,
      board,
      clock,
      logger: accounts.length > 1 ? logger.child({ account: account.name }) : logger,
      onFollowed: options.onFollowed,
      onError,
      async onGained(isStill) {
        await focusRelay.readOthers();
        await looks.serve(null);
        await stores.tidy();
        // Lost again meanwhile: they are another backend's.
        if (isFirst && isStill()) await duties.begin();
      },
      async onLost() {
        duties.handOver((key) => accountOf([account], key) !== null);
        if (isFirst) await duties.end();
      },
    });
  }

  async function handle(notice: Notice): Promise<void> {
    const isMeant = ({ account: { name } }: AccountLead) => {
      const meant = "account" in notice ? notice.account : undefined;
      return meant === undefined || meant === name;
    };
    switch (notice.kind) {
      case "watchList":
        return syncWatchList();
      case "lease":
        for (const { lease } of leads.filter(isMeant)) lease.wake();
        return undefined;
      case "campaigns":
        for (const { feed } of leads.filter((one) => isMeant(one) && !one.state.leads)) await feed.catchUp();
        return undefined;
      case "focus":
        return leads.some(({ state }) => state.leads) ? focusRelay.readOthers() : undefined;
      case "asked":
        return leads.some(({ state }) => state.leads) ? looks.serve(notice.id) : undefined;
      case "share":
        return sharing.asked(notice.backend);
      case "news":
        return duties.onNews();
      case "abandoned":
        return looks.abandoned(notice.id);
      case "replied":
        return looks.replied(notice.id);
    }
  }

  async function readUp(): Promise<void> {
    await syncWatchList();
    await each(({ feed }) => feed.catchUp());
    for (const { lease } of leads) lease.wake();
  }

  async function stop(): Promise<void> {
    sharing.stop();
    looks.stop();
    focusRelay.stop();
    await polling.stop();
    await duties.end();
    await each((lead) => lead.stopAsking());
    await each((lead) => lead.release());
    await ears.stop();
    await stores.close();
  }

  return {
    poller: createPollerInCluster({ polling, board, focusRelay, looks, mayAsk }),
    get accounts() {
      return leads.map(({ state }) => state);
    },
    mayAskFrom: (name) =>
      leads.find(({ account }) => account.name === name)?.lease.mayAskFrom() ?? Number.POSITIVE_INFINITY,
    observed: (campaign) => leadOf(campaign.key)?.feed.publish(campaign),
    async start() {
      await each(({ feed }) => feed.catchUp());
      ears.start();
      for (const lead of leads) lead.start();
      sharing.start();
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
