import type { UpstreamState } from "@cruiseboard/contract";
import type { Account } from "../config/account.ts";

/** How the upstream is doing for one account, as this backend knows it. */
export interface AccountState extends Pick<Account, "name" | "sdkAppIds"> {
  /** Whether it is this backend that asks for it. */
  readonly leads: boolean;
  readonly upstream: UpstreamState;
}
