import { type UpstreamState, upstreamStateSchema } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { z } from "zod";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { CorrectedClock } from "../corrected-clock.ts";
import type { AccountState } from "../polling/account-state.ts";
import type { AskedAccount } from "../polling/poll-accounts.ts";
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
  /** Asks no more, unless it does now. */
  retire(): void;
  /** Asks no more, and writes what was seen. */
  stopAsking(): Promise<void>;
  /** Lets another backend ask at once. */
  release(): Promise<void>;
}

interface AccountLeadOptions {
  readonly account: AskedAccount;
  readonly stores: Pick<SharedStores, "backend" | "lease" | "liveCampaigns">;
  readonly board: Board;
  readonly clock: CorrectedClock;
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

/** What followers hear with each renewal. `now`: the leader's time, epoch ms; null: nobody has confirmed it. */
const toldSchema = upstreamStateSchema.extend({ now: z.number().nullable().optional() });
type Told = z.infer<typeof toldSchema>;

/** Without word from whoever asks the upstream for this long, ms, nobody does. */
const silenceMs = 10_000;
const catchUpRetryMs = [1000];

export function createAccountLead(options: AccountLeadOptions): AccountLead {
  const { account, stores, board, clock, logger, onError } = options;
  const { poller } = account;
  let told: { upstream: UpstreamState; at: number } | null = null;
  let startedAt = clock.monotonic();

  const lease = createLease({
    store: stores.lease(account.name),
    // Only the machine's own clock shows that the machine slept.
    clock: clock.system,
    holder: stores.backend,
    tell: () => JSON.stringify({ ...poller.upstream, now: clock.confirmedNow() } satisfies Told),
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
      return null;
    },
    retryAfterMs: catchUpRetryMs,
    onError,
  });

  function lead(term: number): void {
    logger.info({ term }, "this backend asks the upstream from now on");
    poller.start();
    catchingUp.wake();
    options.onGained();
  }

  function follow(): void {
    logger.info("this backend does not ask the upstream any more");
    poller.stop().catch(onError);
    options.onLost();
  }

  function hearOfUpstream(text: string, isRecent: boolean): void {
    const parsed = toldSchema.safeParse(JSON.parse(text));
    if (!parsed.success) return;
    const { now, ...upstream } = parsed.data;
    told = { upstream, at: clock.monotonic() };
    if (isRecent && now != null) clock.heard(now);
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
    retire: () => lease.retire(),
    async stopAsking() {
      await poller.stop();
      await catchingUp.stop();
      await feed.close();
    },
    release: () => lease.stop(),
  };
}

/** Spreads the accounts over the backends, so that asking for many is not one's work alone. */
interface AccountSharing {
  start(): void;
  /** A backend was asked to leave one of its accounts to others. */
  asked(backend: string): Promise<void>;
  stop(): Promise<void>;
}

/** An account that this backend may ask for. */
interface SharedAccount {
  readonly state: Pick<AccountState, "name" | "leads">;
  yield(): Promise<void>;
}

interface AccountSharingOptions {
  readonly stores: Pick<SharedStores, "backend" | "countLeases" | "askToShare">;
  readonly leads: readonly SharedAccount[];
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** An account that changes hands is not asked for during a second or so, hence seldom, and after a start has settled. */
const lookEveryMs = 20_000;
/** Less of a difference cannot be made any smaller. */
const worthSharing = 2;

/** Whoever asks for two accounts fewer than another has that one give one away; who takes it is left to the lease. */
export function createAccountSharing(options: AccountSharingOptions): AccountSharing {
  const { stores, leads, clock, onError } = options;
  const names = leads.map(({ state }) => state.name);
  const looking = repeat({ clock, run: look, retryAfterMs: [lookEveryMs], onError });

  async function look(): Promise<number> {
    const counts = await stores.countLeases(names);
    const own = counts.get(stores.backend) ?? 0;
    const [busiest] = [...counts].toSorted(([, some], [, more]) => more - some);
    if (busiest && busiest[1] - own >= worthSharing) await stores.askToShare(busiest[0]);
    return lookEveryMs;
  }

  return {
    start() {
      if (names.length >= worthSharing) looking.start(lookEveryMs);
    },
    async asked(backend) {
      if (backend !== stores.backend) return;
      const held = leads.filter(({ state }) => state.leads);
      // Not the first account: with it go the duties that only one backend has.
      if (held.length >= worthSharing) await held.at(-1)?.yield();
    },
    stop: () => looking.stop(),
  };
}
