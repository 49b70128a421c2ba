import type { AccountUpstream, Upstream, UpstreamState, UpstreamStatus } from "@cruiseboard/contract";
import { usualStaleAfterMs } from "../campaigns/tracked-campaign.ts";
import type { Account } from "../config/account.ts";

/** How the upstream is doing for one account, as this backend knows it. */
export interface AccountState extends Pick<Account, "name" | "sdkAppIds"> {
  /** Whether it is this backend that asks for it. */
  readonly leads: boolean;
  readonly upstream: UpstreamState;
}

/** Of the accounts together, the worst is told: what only an operator can mend comes last. */
const fromGoodToBad: readonly UpstreamStatus[] = [
  "ok",
  "unknown",
  "throttled",
  "degraded",
  "unreachable",
  "credentialsRejected",
];

/** The accounts that somebody may know of: all of an only one; of several, those with an application in scope. */
export function accountsInScope(
  accounts: readonly AccountState[],
  isInScope: (sdkAppId: number) => boolean,
): readonly AccountState[] {
  if (accounts.length === 1) return accounts;
  return accounts.filter(({ sdkAppIds }) => [...(sdkAppIds ?? [])].some(isInScope));
}

/**
 * What somebody is told of the upstream. Of several accounts they are told the sum, and each that they may know of by
 * name; of an only one nothing but its state, whoever they are.
 */
export function upstreamOfAccounts(
  accounts: readonly AccountState[],
  isInScope: (sdkAppId: number) => boolean,
): Upstream {
  const [only, ...others] = accounts;
  if (only && others.length === 0) return only.upstream;
  const told = accountsInScope(accounts, isInScope).map((account) => present(account, isInScope));
  return { ...sumOf(told), accounts: told };
}

function present({ name, sdkAppIds, upstream }: AccountState, isInScope: (sdkAppId: number) => boolean) {
  return { name, ...upstream, sdkAppIds: [...(sdkAppIds ?? [])].filter(isInScope) };
}

function sumOf(accounts: readonly AccountUpstream[]): UpstreamState {
  const skews = accounts.flatMap(({ clockSkewMs }) => clockSkewMs ?? []);
  return {
    status:
      fromGoodToBad[Math.max(0, ...accounts.map(({ status }) => fromGoodToBad.indexOf(status)))] ?? "ok",
    budgetPerSecond: toTenths(accounts, "budgetPerSecond"),
    usedPerSecond: toTenths(accounts, "usedPerSecond"),
    clockSkewMs: skews.toSorted((one, other) => Math.abs(other) - Math.abs(one))[0] ?? null,
    message: messageOf(accounts),
    staleAfterMs: Math.max(usualStaleAfterMs, ...accounts.map((account) => account.staleAfterMs ?? 0)),
  };
}

/** Sums of tenths are not tenths in binary. */
function toTenths(accounts: readonly AccountUpstream[], rate: "budgetPerSecond" | "usedPerSecond"): number {
  return Math.round(accounts.reduce((sum, account) => sum + account[rate], 0) * 10) / 10;
}

/** Which accounts are in trouble, each with the upstream's words; null: none is. */
function messageOf(accounts: readonly AccountUpstream[]): string | null {
  const troubled = accounts.filter(({ status }) => status !== "ok");
  if (troubled.length === 0) return null;
  return troubled.map(({ name, status, message }) => `Account ${name}: ${message ?? status}`).join("; ");
}
