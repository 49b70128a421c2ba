import { createCccClient } from "@cruiseboard/ccc-client";
import type { CampaignKey } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import { type Account, accountOf } from "../config/account.ts";
import type { CorrectedClock } from "../corrected-clock.ts";
import type { AccountState } from "./account-state.ts";
import { createLookAtCampaign, type LookAtCampaign } from "./observe-campaign.ts";
import { type AccountPoller, createPoller, type Poller, type PollerOptions } from "./poller.ts";
import { RefreshError } from "./request-queues.ts";
import { createUpstreamClock } from "./upstream-clock.ts";
import { createUpstreamHealth } from "./upstream-health.ts";

interface AskAccountsOptions extends Pick<AskedAccountOptions, "createClient" | "random"> {
  readonly accounts: readonly Account[];
  readonly clock: CorrectedClock;
  readonly logger: Logger;
  /** Monotonic ms, by account; asked before each request. */
  readonly mayAskFrom: (account: string) => number;
  readonly onCalled: (account: string, code: string | null, seconds: number) => void;
  readonly onObservation: PollerOptions["onObservation"];
}

/** Those who ask the upstream, one for each account; none of them waits for another. */
interface Asking {
  readonly accounts: readonly AskedAccount[];
  /** As they are while nobody else asks. */
  readonly states: readonly AccountState[];
  /** Gives up what is on its way. */
  abort(): void;
  /** Lets go of every connection. */
  close(): Promise<void>;
}

export function askAccounts(options: AskAccountsOptions): Asking {
  const { clock, logger, createClient, random } = options;
  const hasSeveral = options.accounts.length > 1;
  const accounts = options.accounts.map((account) =>
    askAccount({
      account,
      clock,
      ...(createClient && { createClient }),
      ...(random && { random }),
      mayAskFrom: () => options.mayAskFrom(account.name),
      onCalled: (code, seconds) => options.onCalled(account.name, code, seconds),
      onObservation: options.onObservation,
      onAccessChange(sdkAppId, failure) {
        const of = { sdkAppId, ...(hasSeveral && { account: account.name }) };
        if (failure === null) logger.info(of, "the key may see the application again");
        else logger.warn({ ...of, ...failure }, "the key may not see the application");
      },
      onError: (error) =>
        logger.error({ err: error, ...(hasSeveral && { account: account.name }) }, "polling fault"),
    }),
  );
  return {
    accounts,
    get states() {
      return accounts.map(stateOf);
    },
    abort() {
      for (const account of accounts) account.abort();
    },
    async close() {
      await Promise.all(accounts.map((account) => account.close()));
    },
  };
}

function stateOf({ name, sdkAppIds, poller: { upstream } }: AskedAccount): AccountState {
  return { name, sdkAppIds, leads: true, upstream };
}

export interface AskedAccountOptions
  extends Pick<PollerOptions, "onObservation" | "onAccessChange" | "onError"> {
  readonly account: Account;
  readonly clock: CorrectedClock;
  /** Monotonic ms; asked before each request. Infinity: nothing is sent. */
  readonly mayAskFrom: () => number;
  /** A call is over. `code`: the upstream's or ours; null: answered. */
  readonly onCalled: (code: string | null, seconds: number) => void;
  readonly createClient?: typeof createCccClient;
  /** 0..1, for jitter. */
  readonly random?: () => number;
}

/** An account and who asks for it: with its own connections, pace, health and notion of the upstream's clock. */
export interface AskedAccount extends Account {
  readonly poller: AccountPoller;
  /** Gives up what is on its way. */
  abort(): void;
  /** Lets go of every connection. */
  close(): Promise<void>;
}

/** The upstream answers in a tenth of a second; what takes this long, ms, is a broken hop. */
const timeoutMs = 5000;

export function askAccount(options: AskedAccountOptions): AskedAccount {
  const { account, clock, createClient = createCccClient, random = Math.random } = options;
  const client = createClient({
    endpoint: account.endpoint,
    credentials: account.credentials,
    timeoutMs,
    now: () => clock.now(),
  });
  const upstreamClock = createUpstreamClock(clock);
  const stopping = new AbortController();
  const look = createLookAtCampaign(client, upstreamClock, clock, stopping.signal);
  const poller = createPoller({
    clock,
    look: measured(look, options),
    health: createUpstreamHealth(),
    upstreamClock,
    requestsPerSecond: account.requestsPerSecond,
    notBefore: 0,
    mayAskFrom: holdUntilReady({ clock, mayAskFrom: options.mayAskFrom, prepare: () => client.prepare() }),
    onObservation: options.onObservation,
    onAccessChange: options.onAccessChange,
    onError: options.onError,
    random,
  });
  return { ...account, poller, abort: () => stopping.abort(), close: () => client.close() };
}

function measured(look: LookAtCampaign, { clock, onCalled }: AskedAccountOptions): LookAtCampaign {
  return async (key) => {
    const sentAt = clock.monotonic();
    const outcome = await look(key);
    if (outcome.fault !== "aborted") onCalled(outcome.code, (clock.monotonic() - sentAt) / 1000);
    return outcome;
  };
}

interface HoldUntilReadyOptions {
  readonly clock: Pick<Clock, "monotonic">;
  /** Monotonic ms. */
  readonly mayAskFrom: () => number;
  /** Makes ready to send; called once, when something could be sent. */
  readonly prepare: () => Promise<void>;
}

/** Making ready takes some tens of ms, most of them without a break; then it is looked at again, ms. */
const lookAgainMs = 5;

/**
 * `mayAskFrom`, put off until requests leave at once: a first one that left late would crowd the second one's second.
 * If making ready fails, requests are let go, and say so themselves.
 */
export function holdUntilReady({ clock, mayAskFrom, prepare }: HoldUntilReadyOptions): () => number {
  let preparing: Promise<void> | null = null;
  let isReady = false;

  async function makeReady(): Promise<void> {
    await prepare().catch(() => undefined);
    isReady = true;
  }

  return () => {
    const from = mayAskFrom();
    if (isReady || from > clock.monotonic()) return from;
    preparing ??= makeReady();
    return clock.monotonic() + lookAgainMs;
  };
}

/** Who asks for an account. */
interface PolledAccount extends Pick<Account, "sdkAppIds"> {
  readonly poller: Poller;
}

/** One poller out of one for each account: a campaign is the business of the account that holds its application. */
export function pollByAccount(accounts: readonly PolledAccount[]): Poller {
  const pollerOf = (key: CampaignKey) => accountOf(accounts, key)?.poller ?? null;
  const each = <T>(act: (poller: Poller) => T): T[] => accounts.map(({ poller }) => act(poller));

  return {
    start: () => void each((poller) => poller.start()),
    async stop() {
      await Promise.all(each((poller) => poller.stop()));
    },
    watch(campaigns) {
      const byPoller = Map.groupBy(campaigns, ({ key }: TrackedCampaign) => pollerOf(key));
      for (const [poller, own] of byPoller) poller?.watch(own);
    },
    unwatch: (key) => pollerOf(key)?.unwatch(key),
    follow: (campaign, agoMs) => pollerOf(campaign.key)?.follow(campaign, agoMs),
    // Each passes over what it does not watch, and lets go of what the holder showed before.
    focus: (holder, keys) => void each((poller) => poller.focus(holder, keys)),
    refresh: (key) => pollerOf(key)?.refresh(key) ?? Promise.reject(new RefreshError("gone")),
    peek: (key, signal) => pollerOf(key)?.peek(key, signal) ?? Promise.reject(new RefreshError("gone")),
  };
}
