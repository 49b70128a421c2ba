import type { AccountUpstream, Upstream, UpstreamState, UpstreamStatus } from "@cruiseboard/contract";
import { usualStaleAfterMs } from "../campaigns/tracked-campaign.ts";
import type { Account } from "../config/account.ts";

export interface AccountState extends Pick<Account, "name" | "sdkAppIds"> {
  readonly leads: boolean;
  readonly upstream: UpstreamState;
  readonly keysSetAside?: number;
}

const fromGoodToBad: readonly UpstreamStatus[] = [
  "ok",
  "unknown",
  "throttled",
  "degraded",
  "unreachable",
  "credentialsRejected",
];

type InScope = (sdkAppId: number) => boolean;

export function accountsInScope(accounts: readonly AccountState[], isInScope: InScope) {
  if (accounts.length === 1) return accounts;
  return accounts.filter(({ sdkAppIds }) => [...(sdkAppIds ?? [])].some(isInScope));
}

/** With several accounts: the sum of those in scope, and each by name. With one: its state, whatever the scope. */
export function upstreamOfAccounts(accounts: readonly AccountState[], isInScope: InScope): Upstream {
  const [only, ...others] = accounts;
  if (only && others.length === 0) return only.upstream;
  const shown = accountsInScope(accounts, isInScope).map(({ name, sdkAppIds, upstream }) => ({
    name,
    ...upstream,
    sdkAppIds: [...(sdkAppIds ?? [])].filter(isInScope),
  }));
  return { ...sumOf(shown), accounts: shown };
}

function sumOf(accounts: readonly AccountUpstream[]): UpstreamState {
  const skews = accounts.flatMap(({ clockSkewMs }) => clockSkewMs ?? []);
  return {
    status: fromGoodToBad.findLast((status) => accounts.some((one) => one.status === status)) ?? "ok",
    budgetPerSecond: toTenths(accounts, "budgetPerSecond"),
    usedPerSecond: toTenths(accounts, "usedPerSecond"),
    clockSkewMs: skews.toSorted((one, other) => Math.abs(other) - Math.abs(one))[0] ?? null,
    message: messageOf(accounts),
    staleAfterMs: Math.max(usualStaleAfterMs, ...accounts.map((account) => account.staleAfterMs ?? 0)),
    ...discoveryOf(accounts),
  };
}

function discoveryOf(accounts: readonly AccountUpstream[]): Pick<UpstreamState, "discovery"> {
  const counts = accounts.flatMap(({ discovery }) => discovery ?? []);
  const sum = (of: "requests" | "found") => counts.reduce((total, each) => total + each[of], 0);
  return counts.length === 0 ? {} : { discovery: { requests: sum("requests"), found: sum("found") } };
}

/** Sums of tenths are not tenths in binary. */
function toTenths(accounts: readonly AccountUpstream[], rate: "budgetPerSecond" | "usedPerSecond"): number {
  return Math.round(accounts.reduce((sum, account) => sum + account[rate], 0) * 10) / 10;
}

function messageOf(accounts: readonly AccountUpstream[]): string | null {
  const troubled = accounts.filter(({ status }) => status !== "ok");
  if (troubled.length === 0) return null;
  return troubled.map(({ name, status, message }) => `Account ${name}: ${message ?? status}`).join("; ");
}
