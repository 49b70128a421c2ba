import type { CampaignKey } from "@cruiseboard/contract";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { AccountState } from "../polling/account-state.ts";
import { type AskedAccount, pollByAccount } from "../polling/poll-accounts.ts";
import type { Poller } from "../polling/poller.ts";

/** This backend among those that share a database; for each account exactly one of them asks the upstream. */
export interface Cluster {
  /** As the rest of the backend sees it: what this one may not ask itself, it has asked. */
  readonly poller: Poller;
  /** As they are, whichever backend asks for them. */
  readonly accounts: readonly AccountState[];
  /** Monotonic ms from which on this backend may ask for the account; Infinity: it may not. Asked before each request. */
  mayAskFrom(account: string): number;
  /** Whether this backend is the one that asks for the campaign's account. */
  leads(key: CampaignKey): boolean;
  /** This backend saw a campaign. */
  observed(campaign: TrackedCampaign): void;
  /** These were put on the board just now: takes over what another backend sees of them. */
  recall(keys: readonly CampaignKey[]): void;
  /** Reads up what the others have seen, then takes part. Rejects if the database does not answer. */
  start(): Promise<void>;
  /** Stops asking, so that another backend may within moments; may be called again. Leaves no timer, no connection. */
  stop(): Promise<void>;
}

/** What only one backend does besides: the one that asks for the first account. */
export interface LeaderDuties {
  begin(): void;
  /** May be called though they never began. */
  end(): Promise<void>;
  /** Any backend wrote what is to be told. May be called though they never began. */
  onNews(): void;
  /** Another backend asks for these from now on: what was last known here soon is not true any more. */
  handOver(isTheirs: (key: CampaignKey) => boolean): void;
}

export interface AloneOptions {
  readonly accounts: readonly AskedAccount[];
  readonly states: readonly AccountState[];
}

/** The only backend on its database: it asks for all accounts, from `notBefore` (monotonic ms) on, and tells nobody. */
export function createAlone(asking: AloneOptions, notBefore: number, duties: LeaderDuties): Cluster {
  const poller = pollByAccount(asking.accounts);
  return {
    poller,
    get accounts() {
      return asking.states;
    },
    mayAskFrom: () => notBefore,
    leads: () => true,
    observed: () => undefined,
    recall: () => undefined,
    start() {
      poller.start();
      duties.begin();
      return Promise.resolve();
    },
    async stop() {
      await poller.stop();
      await duties.end();
    },
  };
}
