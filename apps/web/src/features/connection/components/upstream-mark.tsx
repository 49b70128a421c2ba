import type { Upstream } from "@cruiseboard/contract";
import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { longerStaleAfterMs, upstreamWords } from "../upstream-words.ts";
import { AccountsMark } from "./accounts-mark.tsx";

/** The upstream's state in words and how much of the request budget is used; of several accounts, each on demand. */
export function UpstreamMark({ upstream }: { upstream: Upstream }) {
  const { t, format } = useDisplay();
  const { status, usedPerSecond, budgetPerSecond, accounts = [] } = upstream;
  const staleAfterMs = longerStaleAfterMs(upstream);
  return (
    <>
      <span
        data-upstream={status}
        className={`inline-flex min-w-0 items-center gap-1.5 whitespace-nowrap ${status === "ok" ? "text-ink-2" : "font-semibold text-notice"}`}
      >
        {status !== "ok" && <Icon name="upstreamFailing" />}
        <span className="truncate">{upstreamWords(t, upstream)}</span>
      </span>
      <span className="inline-flex items-center gap-1 whitespace-nowrap text-ink-2">
        <span title={t("upstream.budgetHint")}>
          {t("upstream.budget", {
            used: format.number(Math.round(usedPerSecond)),
            budget: format.decimal(budgetPerSecond),
          })}
        </span>
        {staleAfterMs !== null && (
          <span
            className="truncate"
            title={t("upstream.staleLaterHint", { seconds: format.number(staleAfterMs / 1000) })}
          >
            · {t("upstream.staleLater", { seconds: format.number(staleAfterMs / 1000) })}
          </span>
        )}
        {accounts.length > 0 && <AccountsMark accounts={accounts} />}
      </span>
    </>
  );
}
