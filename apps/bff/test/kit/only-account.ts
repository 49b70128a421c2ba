import type { UpstreamState } from "@cruiseboard/contract";
import { onlyAccount } from "../../src/config/account.ts";
import type { AccountState } from "../../src/polling/account-state.ts";

export const healthyUpstream: UpstreamState = {
  status: "ok",
  budgetPerSecond: 20,
  usedPerSecond: 0,
  clockSkewMs: null,
  message: null,
};

/** An installation with one account that any application belongs to, and an upstream in this state. */
export function onlyAccountWith(upstream: UpstreamState = healthyUpstream): readonly AccountState[] {
  return [{ name: onlyAccount, sdkAppIds: null, leads: true, upstream }];
}
