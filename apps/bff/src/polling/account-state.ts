import type { AccountUpstream, Upstream, UpstreamState, UpstreamStatus } from "@cruiseboard/contract";
import { usualStaleAfterMs } from "../campaigns/tracked-campaign.ts";
import type { Account } from "../config/account.ts";

export interface AccountState extends Pick<Account, "name" | "sdkAppIds"> {
  readonly leads: boolean;
  readonly upstream: UpstreamState;
  readonly keysSetAside?: number;
  /** Longer than usual where many applications wait for their turn. */
  readonly agentsStaleAfterMs?: number | undefined;
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
  const counts = accounts.flatMap(({ discovery }) => discovery ?? []);
  const troubled = accounts.filter(({ status }) => status !== "ok");
  const words = troubled.map(({ name, status, message }) => `Account ${name}: ${message ?? status}`);
  return {
    status: fromGoodToBad.findLast((status) => accounts.some((one) => one.status === status)) ?? "ok",
    budgetPerSecond: sumBy(accounts, ({ budgetPerSecond }) => budgetPerSecond),
    usedPerSecond: sumBy(accounts, ({ usedPerSecond }) => usedPerSecond),
    clockSkewMs: skews.toSorted((one, other) => Math.abs(other) - Math.abs(one))[0] ?? null,
    message: words.join("; ") || null,
    staleAfterMs: Math.max(usualStaleAfterMs, ...accounts.map((account) => account.staleAfterMs ?? 0)),
    ...(counts.length > 0 && {
      discovery: { requests: sumBy(counts, (one) => one.requests), found: sumBy(counts, (one) => one.found) },
    }),
  };
}

/** Sums of tenths are not tenths in binary. */
function sumBy<One>(all: readonly One[], valueOf: (one: One) => number): number {
  return Math.round(all.reduce((sum, one) => sum + valueOf(one), 0) * 10) / 10;
}
