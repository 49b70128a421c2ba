import type { Upstream } from "@cruiseboard/contract";
import type { Translate } from "../../lib/messages.ts";

/** The upstream's state; of several accounts, for how many of them the worst is true. */
export function upstreamWords(t: Translate, { status, accounts = [] }: Upstream): string {
  const words = t(`upstream.${status}`);
  const count = accounts.filter((account) => account.status === status).length;
  if (status === "ok" || count === accounts.length) return words;
  return t("upstream.ofAccounts", { count, total: accounts.length, status: words });
}
