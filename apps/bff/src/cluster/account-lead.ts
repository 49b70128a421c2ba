import { type UpstreamState, upstreamStateSchema } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { everything } from "../access/scope.ts";
import { accountOf } from "../accounts/account.ts";
import type { AccountState } from "../accounts/account-state.ts";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { AskedAccount } from "../polling/ask-account.ts";
import { repeat } from "../repeat.ts";
import type { SharedStores } from "../store/open-shared-stores.ts";
import { createLease, type Lease } from "./lease.ts";
import { createLiveFeed, type LiveFeed } from "./live-feed.ts";

/** This backend's part in asking for one account: it asks, or follows the one that does. */
export interface AccountLead {
  readonly account: AskedAccount;
  readonly lease: Lease;
  readonly feed: LiveFeed;
  readonly state: AccountState;
  start(): void;
  /** Takes over what other backends have seen, soon, and until that works. */
  catchUp(): void;
  /** Lets another backend ask for it, if this one does; takes part again. */
  yield(): Promise<void>;
  /** Asks no more, and writes what was seen. */
  stopAsking(): Promise<void>;
  /** Lets another backend ask at once. */
  release(): Promise<void>;
}

export interface AccountLeadOptions {
  readonly account: AskedAccount;
  readonly stores: Pick<SharedStores, "backend" | "lease" | "liveCampaigns">;
  readonly board: Board;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "info" | "warn">;
  /** Another backend looked: the campaign before and after. */
  readonly onFollowed: (before: TrackedCampaign, after: TrackedCampaign) => void;
  /** It asks from now on. */
  readonly onGained: () => void;
  /** It does not ask any more. */
  readonly onLost: () => void;
  /** It may ask, perhaps after it might not for a moment; told once a second. */
  readonly onMayAsk: () => void;
  readonly onError: (error: unknown) => void;
}

/** Without word from whoever asks the upstream for this long, ms, nobody does. */
const silenceMs = 10_000;
const catchUpRetryMs = [1000];

export function createAccountLead(options: AccountLeadOptions): AccountLead {
  const { account, stores, board, clock, logger, onError } = options;
  const { poller } = account;
  let told: { upstream: UpstreamState; at: number } | null = null;
  let startedAt = clock.monotonic();
  /** Nobody has asked for a while: ends, too, are looked at once more, so that a wrong one cannot stay for ever. */
  let confirmEnds = false;

  const lease = createLease({
    store: stores.lease(account.name),
    clock,
    holder: stores.backend,
    tell: () => JSON.stringify(poller.upstream),
    onTold: hearOfUpstream,
    onGained: lead,
    onLost: follow,
    onMayAsk() {
      poller.wake();
      options.onMayAsk();
    },
    onError,
  });
  const feed = createLiveFeed({
    store: stores.liveCampaigns(account.name),
    board,
    poller,
    clock,
    logger,
    term: () => lease.term,
    onFollowed: options.onFollowed,
  });

  const catchingUp = repeat({
    clock,
    async run() {
      await feed.catchUp();
      if (confirmEnds) poller.watch(ownCampaigns().map((one) => ({ ...one, endConfirmed: false })));
      confirmEnds = false;
      return null;
    },
    retryAfterMs: catchUpRetryMs,
    onError,
  });

  function lead(term: number): void {
    logger.info({ term }, "this backend asks the upstream from now on");
    poller.start();
    confirmEnds = told === null;
    catchingUp.wake();
    options.onGained();
  }

  function follow(): void {
    logger.info("this backend does not ask the upstream any more");
    poller.stop().catch(onError);
    options.onLost();
  }

  function ownCampaigns(): TrackedCampaign[] {
    const own = board.rows(everything).filter(({ key }) => accountOf([account], key) !== null);
    return own.flatMap(({ key }) => board.get(key) ?? []);
  }

  function hearOfUpstream(text: string): void {
    const upstream = upstreamStateSchema.safeParse(JSON.parse(text));
    if (upstream.success) told = { upstream: upstream.data, at: clock.monotonic() };
  }

  function upstreamNow(): UpstreamState {
    if (lease.term !== null) return poller.upstream;
    const heardAt = told?.at ?? startedAt;
    if (clock.monotonic() - heardAt < silenceMs) return told?.upstream ?? poller.upstream;
    return {
      status: "degraded",
      budgetPerSecond: account.requestsPerSecond,
      usedPerSecond: 0,
      clockSkewMs: null,
      message: "No backend asks the upstream at the moment: the shared database does not answer",
    };
  }

  return {
    account,
    lease,
    feed,
    get state() {
      const { name, sdkAppIds } = account;
      return { name, sdkAppIds, leads: lease.term !== null, upstream: upstreamNow() };
    },
    start() {
      startedAt = clock.monotonic();
      catchingUp.start(null);
      lease.start();
    },
    catchUp: () => catchingUp.wake(),
    async yield() {
      await feed.flush();
      await lease.yield();
    },
    async stopAsking() {
      await poller.stop();
      await catchingUp.stop();
      await feed.close();
    },
    release: () => lease.stop(),
  };
}
