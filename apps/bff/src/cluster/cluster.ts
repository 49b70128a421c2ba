import type { CampaignKey } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { EndedSessions } from "../access/ended-sessions.ts";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { accountOf } from "../config/account.ts";
import type { CorrectedClock } from "../corrected-clock.ts";
import { type AskedAccount, pollByAccount } from "../polling/poll-accounts.ts";
import type { Poller } from "../polling/poller.ts";
import { RefreshError } from "../polling/request-queues.ts";
import { type Repeated, repeat } from "../repeat.ts";
import type { Notice } from "../store/cluster-schema.ts";
import type { SharedStores } from "../store/open-shared-stores.ts";
import { type AccountLead, createAccountLead, createAccountSharing } from "./account-lead.ts";
import { createFocusRelay, type FocusRelay } from "./focus-relay.ts";
import { createEars } from "./notifications.ts";
import { createLookRelay, type LookRelay } from "./request-relay.ts";
import type { Cluster, LeaderDuties } from "./single-backend.ts";

export interface ClusterOptions {
  readonly stores: SharedStores;
  /** Those who ask the upstream themselves; started and stopped from here. */
  readonly accounts: readonly AskedAccount[];
  readonly board: Board;
  readonly clock: CorrectedClock;
  readonly logger: Logger;
  /** Another backend looked: the campaign before and after. */
  readonly onFollowed: (before: TrackedCampaign, after: TrackedCampaign) => void;
  /** Takes over what other backends changed of the watch list. */
  readonly syncWatchList: () => Promise<unknown>;
  readonly endedSessions: Pick<EndedSessions, "heard" | "load">;
  readonly duties: LeaderDuties;
}

/** Waits after the database failed, ms. */
const retryAfterMs = [1000];
/** How often it is tidied up by whoever asks for an account, ms. */
const tidyEveryMs = 3_600_000;

export function createCluster(options: ClusterOptions): Cluster {
  const { stores, accounts, board, clock, logger, duties } = options;
  const polling = pollByAccount(accounts);
  let stopping: Promise<void> | null = null;
  const onError = (error: unknown) => logger.warn({ err: error }, "the shared database does not answer");

  const leads = accounts.map(takePart);
  const leadOf = (key: CampaignKey) =>
    leads.find(({ account }) => accountOf([account], key) !== null) ?? null;
  const mayAsk = (key: CampaignKey) => leadOf(key)?.state.leads === true;
  const leadsAny = () => leads.some(({ state }) => state.leads);
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
  const syncing = untilDone(async () => void (await options.syncWatchList()));
  /** Put on the board; what is seen of them is still to be read. */
  let unread: readonly CampaignKey[] = [];
  const reading = untilDone(async () => {
    const keys = unread;
    for (const [lead, own] of Map.groupBy(keys, leadOf)) await lead?.feed.recall(own);
    unread = unread.slice(keys.length);
  });
  const readingFocus = untilDone(() => focusRelay.readOthers());
  const readingEnded = untilDone(() => options.endedSessions.load());
  const serving = untilDone(() => looks.serve());
  const tidying = repeat({
    clock,
    async run() {
      if (!leadsAny()) return null;
      await stores.tidy();
      return tidyEveryMs;
    },
    retryAfterMs: [60_000],
    onError,
  });
  /** Whether the leader's tasks are to run is looked at each time, so they begin and end in series. */
  let tasksRun = false;
  const leaderTasks = untilDone(async () => {
    const shallRun = leads[0]?.state.leads === true;
    if (shallRun && !tasksRun) duties.begin();
    else if (!shallRun && tasksRun) await duties.end();
    tasksRun = shallRun;
  });
  const loops = [syncing, reading, readingFocus, readingEnded, serving, tidying, leaderTasks];
  const sharing = createAccountSharing({ stores, leads, clock, onError });
  const ears = createEars({
    createListener: () => stores.createListener(),
    clock,
    onNotice: hear,
    onListening: readUp,
    onDeaf: (error) => logger.warn({ err: error }, "nothing is heard of the other backends; trying again"),
  });

  /** Done each time that it is woken, until it works. */
  function untilDone(work: () => Promise<void>): Repeated {
    return repeat({ clock, run: () => work().then(() => null), retryAfterMs, onError });
  }

  function takePart(account: AskedAccount): AccountLead {
    return createAccountLead({
      account,
      stores,
      board,
      clock,
      logger: accounts.length > 1 ? logger.child({ account: account.name }) : logger,
      onFollowed: options.onFollowed,
      onError,
      onGained() {
        for (const loop of [leaderTasks, readingFocus, serving, tidying]) loop.wake();
      },
      onLost() {
        duties.handOver((key) => accountOf([account], key) !== null);
        leaderTasks.wake();
      },
      onMayAsk: () => leaderTasks.wake(),
    });
  }

  function hear(notice: Notice): void {
    const meant = leads.filter(({ account: { name } }) => {
      const account = "account" in notice ? notice.account : undefined;
      return account === undefined || account === name;
    });
    switch (notice.kind) {
      case "watchList":
        syncing.wake();
        break;
      case "lease":
        for (const { lease } of meant) lease.wake();
        break;
      case "campaigns":
        for (const lead of meant) if (!lead.state.leads) lead.catchUp();
        break;
      case "focus":
        if (leadsAny()) readingFocus.wake();
        break;
      case "asked":
        if (leadsAny()) serving.wake();
        break;
      case "share":
        sharing.asked(notice.backend).catch(onError);
        break;
      case "news":
        duties.onNews();
        break;
      case "sessionEnded":
        options.endedSessions.heard(notice);
        break;
      case "abandoned":
        looks.abandoned(notice.id);
        break;
      case "replied":
        looks.replied(notice.id);
        break;
    }
  }

  /** What was said while nobody listened. */
  function readUp(): void {
    for (const loop of loops) loop.wake();
    for (const lead of leads) {
      lead.catchUp();
      lead.lease.wake();
    }
  }

  async function stop(): Promise<void> {
    for (const lead of leads) lead.retire();
    looks.stop();
    await Promise.all([polling, sharing, focusRelay, ...loops].map((part) => part.stop()));
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
    leads: mayAsk,
    observed: (campaign) => leadOf(campaign.key)?.feed.publish(campaign),
    recall(keys) {
      unread = [...unread, ...keys];
      reading.wake();
    },
    async start() {
      await each(({ feed }) => feed.catchUp());
      for (const loop of loops) loop.start(null);
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

export interface PollerInClusterOptions {
  /** What this backend can ask by itself. */
  readonly polling: Poller;
  readonly board: Pick<Board, "get">;
  readonly focusRelay: Pick<FocusRelay, "put">;
  readonly looks: Pick<LookRelay, "ask">;
  /** Whether this backend is the one that asks for the campaign's account. */
  readonly mayAsk: (key: CampaignKey) => boolean;
}

/** The poller as the rest of a backend sees it: what another one asks for, it has that one ask. */
export function createPollerInCluster(options: PollerInClusterOptions): Poller {
  const { polling, board, focusRelay, looks, mayAsk } = options;
  return {
    ...polling,
    focus(holder, keys) {
      polling.focus(holder, keys);
      focusRelay.put(holder, keys);
    },
    async refresh(key) {
      if (mayAsk(key)) return polling.refresh(key);
      if (board.get(key) === null) throw new RefreshError("gone");
      await looks.ask("refresh", key);
      const campaign = board.get(key);
      if (campaign === null) throw new RefreshError("gone");
      return campaign;
    },
    async peek(key, signal) {
      if (mayAsk(key)) return polling.peek(key, signal);
      const seen = await looks.ask("peek", key, signal);
      if (seen === null) throw new RefreshError("busy");
      return seen;
    },
  };
}
