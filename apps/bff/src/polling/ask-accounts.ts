import type { Logger } from "pino";
import type { Account } from "../config/account.ts";
import type { CorrectedClock } from "../corrected-clock.ts";
import type { AccountState } from "./account-state.ts";
import { type AskedAccount, type AskedAccountOptions, askAccount } from "./ask-account.ts";
import type { PollerOptions } from "./poller.ts";

export interface AskAccountsOptions extends Pick<AskedAccountOptions, "createClient" | "random"> {
  readonly accounts: readonly Account[];
  readonly clock: CorrectedClock;
  readonly logger: Logger;
  /** Monotonic ms, by account; asked before each request. */
  readonly mayAskFrom: (account: string) => number;
  readonly onCalled: (account: string, code: string | null, seconds: number) => void;
  readonly onObservation: PollerOptions["onObservation"];
}

/** Those who ask the upstream, one for each account; none of them waits for another. */
export interface Asking {
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
