import type { CampaignKey } from "@cruiseboard/contract";

/** Name of the account that the variables define. */
export const onlyAccount = "default";

export interface Credentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sessionToken?: string;
}

export interface Account {
  readonly name: string;
  /** Of sub-accounts, each with a limit of its own. */
  readonly keys: readonly [Credentials, ...Credentials[]];
  readonly endpoint: URL;
  /** Of each key. */
  readonly requestsPerSecond: number;
  /** null: any application, for a single account. */
  readonly sdkAppIds: ReadonlySet<number> | null;
}

export type Accounts = readonly [Account, ...Account[]];

/** The account of an application; null: its campaigns may not be watched. */
export function accountOf<One extends Pick<Account, "sdkAppIds">>(
  accounts: readonly One[],
  { sdkAppId }: Pick<CampaignKey, "sdkAppId">,
): One | null {
  return accounts.find(({ sdkAppIds }) => sdkAppIds === null || sdkAppIds.has(sdkAppId)) ?? null;
}
