import type { Upstream } from "@cruiseboard/contract";
import type { Translate } from "../i18n/messages.ts";

/** The upstream's state; of several accounts, for how many of them the worst is true. */
export function upstreamWords(t: Translate, upstream: Upstream): string {
  const { status, accounts = [] } = upstream;
  if (isUnasked(upstream)) return t("upstream.unasked");
  const words = t(`upstream.${status}`);
  const count = accounts.filter((account) => account.status === status).length;
  if (status === "ok" || count === accounts.length) return words;
  return t("upstream.ofAccounts", { count, total: accounts.length, status: words });
}

const usualStaleAfterMs = 60_000;

/** Where there are more campaigns than the budget keeps fresh: the age from which values are stale, ms; null: as usual. */
export function longerStaleAfterMs({ staleAfterMs = usualStaleAfterMs }: Upstream): number | null {
  return staleAfterMs > usualStaleAfterMs ? staleAfterMs : null;
}

/** No answer has come yet, and none is awaited: nobody can know how it is. */
function isUnasked({ status, usedPerSecond, clockSkewMs }: Upstream): boolean {
  return status === "ok" && usedPerSecond === 0 && clockSkewMs === null;
}
