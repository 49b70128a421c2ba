import type { CampaignKey } from "@cruiseboard/contract";
import { accountOf } from "../config/account.ts";
import type { AccountState } from "../polling/account-state.ts";

/** A label of its own only where there are several accounts. */
export interface AccountLabels {
  readonly names: readonly "account"[];
  of(account: string): { account?: string };
  /** That of the account whose campaign it is. */
  holding(key: CampaignKey): { account?: string };
}

const unlabelled: AccountLabels = { names: [], of: () => ({}), holding: () => ({}) };

export function createAccountLabels(accounts: readonly AccountState[]): AccountLabels {
  if (accounts.length === 1) return unlabelled;
  return {
    names: ["account"],
    of: (account) => ({ account }),
    holding(key) {
      const holder = accountOf(accounts, key);
      return holder ? { account: holder.name } : {};
    },
  };
}
