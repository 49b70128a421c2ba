import { createCccClient } from "@cruiseboard/ccc-client";
import type { Account } from "../config/account.ts";
import type { CorrectedClock } from "../corrected-clock.ts";
import { holdUntilReady } from "./hold-until-ready.ts";
import { createLookAtCampaign, type LookAtCampaign } from "./look-at-campaign.ts";
import { type AccountPoller, createPoller, type PollerOptions } from "./poller.ts";
import { createUpstreamClock } from "./upstream-clock.ts";
import { createUpstreamHealth } from "./upstream-health.ts";

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
