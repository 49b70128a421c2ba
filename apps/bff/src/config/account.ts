import type { CampaignKey } from "@cruiseboard/contract";

/** What an installation's account is called that has but one, told of by variables. */
export const onlyAccount = "default";

/** One account of Tencent Cloud: its key, its budget, and the applications whose campaigns are asked for with it. */
export interface Account {
  /** Lower-case words joined by hyphens, unique in this installation; for people, logs, metrics and leases. */
  readonly name: string;
  readonly credentials: {
    readonly secretId: string;
    readonly secretKey: string;
    readonly sessionToken?: string;
  };
  readonly endpoint: URL;
  readonly requestsPerSecond: number;
  /** null: any application; of the only account alone. */
  readonly sdkAppIds: ReadonlySet<number> | null;
}

/** At least one. */
export type Accounts = readonly [Account, ...Account[]];

/** The one whose key sees an application; null: none does, so nothing of that application may be watched. */
export function accountOf<One extends Pick<Account, "sdkAppIds">>(
  accounts: readonly One[],
  { sdkAppId }: Pick<CampaignKey, "sdkAppId">,
): One | null {
  return accounts.find(({ sdkAppIds }) => sdkAppIds === null || sdkAppIds.has(sdkAppId)) ?? null;
}
