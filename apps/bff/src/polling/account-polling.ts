import { type CccClient, createCccClient, type Proxies } from "@cruiseboard/ccc-client";
import type { CampaignKey } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { type Account, accountOf } from "../config/account.ts";
import type { CorrectedClock } from "../corrected-clock.ts";
import type { AccountState } from "./account-state.ts";
import { type AgentObservation, createAgentPolling } from "./agent-polling.ts";
import { createIdSearch, type IdSearchSource } from "./id-search.ts";
import { createObserve } from "./observe-campaign.ts";
import { createPoller, type Poller, type PollerOptions } from "./poller.ts";
import { RefreshError } from "./request-queues.ts";
import { createSenders } from "./senders.ts";
import { createUpstreamClock } from "./upstream-clock.ts";
import { createUpstreamHealth } from "./upstream-health.ts";

export interface AccountPollingOptions extends Pick<PollerOptions, "maySendFrom" | "onObservation"> {
  readonly accounts: readonly Account[];
  readonly proxies?: Proxies | null;
  readonly clock: CorrectedClock;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  /** A call is over. `code`: the upstream's or ours; null: answered. */
  readonly onCalled: (account: string, code: string | null, seconds: number) => void;
  /** undefined: agents are not observed. */
  readonly agents?: AgentObservation | undefined;
  readonly createClient?: typeof createCccClient | undefined;
  readonly random?: (() => number) | undefined;
  /** null: campaigns are not searched for. */
  readonly idSearch?: IdSearchSource | null;
}

export interface PolledAccount extends Account {
  readonly poller: Poller;
  readonly state: AccountState;
}

export type AccountPolling = ReturnType<typeof createAccountPolling>;

/** The upstream answers in a tenth of a second; a slower call met a broken hop. */
const timeoutMs = 5000;

export function createAccountPolling(options: AccountPollingOptions) {
  const stopping = new AbortController();
  const polled = options.accounts.map((account) => pollAccount(account, options, stopping.signal));
  const accounts = polled.map(({ account }) => account);
  return {
    accounts,
    poller: pollByAccount(accounts),
    abort: () => stopping.abort(),
    async close(): Promise<void> {
      await Promise.all(polled.flatMap(({ clients }) => clients).map((client) => client.close()));
    },
  };
}

function pollAccount(account: Account, options: AccountPollingOptions, signal: AbortSignal) {
  const { clock, logger, maySendFrom, agents, idSearch: source } = options;
  const { name, sdkAppIds, endpoint, requestsPerSecond } = account;
  const labels = options.accounts.length > 1 ? { account: name } : {};
  const connection = { endpoint, timeoutMs, now: () => clock.now(), proxies: options.proxies ?? null };
  const clients = account.keys.map((credentials) =>
    (options.createClient ?? createCccClient)({ ...connection, credentials }),
  );
  const upstreamClock = createUpstreamClock(clock);
  const calling = { upstreamClock, clock, signal };
  const onCalled = (code: string | null, seconds: number) => options.onCalled(name, code, seconds);
  const observeBy = (client: CccClient) =>
    createObserve(client.describeAgentCruiseDialingCampaign, { ...calling, onCalled });
  const senders = createSenders({
    clock,
    observe: clients.map(observeBy),
    requestsPerSecond,
    onSetAside(key, message) {
      if (message === null) logger.info({ key, ...labels }, "the key is accepted again");
      else logger.warn({ key, message, ...labels }, "the key is refused and set aside; others take over");
    },
  });
  const poller = createPoller({
    clock,
    senders,
    health: createUpstreamHealth(),
    upstreamClock,
    maySendFrom,
    onObservation: options.onObservation,
    onAccessChange(sdkAppId, failure) {
      if (failure === null) logger.info({ sdkAppId, ...labels }, "the key may see the application again");
      else logger.warn({ sdkAppId, ...labels, ...failure }, "the key may not see the application");
    },
    onError: (error) => logger.error({ err: error, ...labels }, "polling fault"),
    random: options.random ?? Math.random,
    idSearch: source ? createIdSearch({ source, account, clock, spacingMs: senders.spacingMs }) : null,
  });
  const isOwn = ([sdkAppId]: readonly [number, boolean]) =>
    accountOf(options.accounts, { sdkAppId }) === account;
  const agentPolling =
    agents &&
    createAgentPolling({
      ...agents,
      ...calling,
      clients,
      logger,
      maySendFrom,
      applications: () => new Map([...agents.applications()].filter(isOwn)),
      onCalled: (code) => agents.onCalled(name, code),
    });
  const polled: PolledAccount = {
    ...account,
    poller: {
      ...poller,
      start() {
        poller.start();
        agentPolling?.start();
      },
      async stop() {
        await Promise.all([poller.stop(), agentPolling?.stop()]);
      },
    },
    get state() {
      return {
        name,
        sdkAppIds,
        leads: true,
        upstream: poller.upstream,
        keysSetAside: senders.setAside(),
        agentsStaleAfterMs: agentPolling?.staleAfterMs,
      };
    },
  };
  return { clients, account: polled };
}

export function pollByAccount(
  accounts: readonly (Pick<Account, "sdkAppIds"> & { readonly poller: Poller })[],
): Poller {
  const pollerOf = (key: CampaignKey) => accountOf(accounts, key)?.poller ?? null;
  const each = <T>(act: (poller: Poller) => T): T[] => accounts.map(({ poller }) => act(poller));

  return {
    start: () => void each((poller) => poller.start()),
    async stop() {
      await Promise.all(each((poller) => poller.stop()));
    },
    wake: () => void each((poller) => poller.wake()),
    watch(campaigns) {
      const byPoller = Map.groupBy(campaigns, ({ key }: TrackedCampaign) => pollerOf(key));
      for (const [poller, own] of byPoller) poller?.watch(own);
    },
    unwatch: (key) => pollerOf(key)?.unwatch(key),
    follow: (campaign, agoMs) => pollerOf(campaign.key)?.follow(campaign, agoMs),
    // Each ignores campaigns of the others, and releases what the holder showed before.
    focus: (holder, keys) => void each((poller) => poller.focus(holder, keys)),
    refresh: (key) => pollerOf(key)?.refresh(key) ?? Promise.reject(new RefreshError("gone")),
    preview: (key, signal) => pollerOf(key)?.preview(key, signal) ?? Promise.reject(new RefreshError("gone")),
  };
}
