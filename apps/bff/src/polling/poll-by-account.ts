import type { CampaignKey } from "@cruiseboard/contract";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { type Account, accountOf } from "../config/account.ts";
import type { Poller } from "./poller.ts";
import { RefreshError } from "./refresh-queue.ts";

/** Who asks for an account. */
export interface PolledAccount extends Pick<Account, "sdkAppIds"> {
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
