import type { AccountState } from "../polling/account-state.ts";
import { type AskedAccount, pollByAccount } from "../polling/ask-accounts.ts";
import type { Cluster, LeaderDuties } from "./cluster.ts";

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
