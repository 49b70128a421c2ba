import type { AccountUpstream, Upstream } from "@cruiseboard/contract";
import { Icon } from "../components/ui/icon.tsx";
import { Popover } from "../components/ui/popover.tsx";
import { useDisplay } from "../i18n/display.tsx";
import type { Translate } from "../i18n/messages.ts";

export function UpstreamMark({ upstream }: { upstream: Upstream }) {
  const { t, format } = useDisplay();
  const { status, accounts = [] } = upstream;
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
          <Budget upstream={upstream} />
        </span>
        {staleAfterMs !== null && (
          <span
            className="truncate"
            title={t("upstream.staleLaterHint", { seconds: format.number(staleAfterMs / 1000) })}
          >
            · {t("upstream.staleLater", { seconds: format.number(staleAfterMs / 1000) })}
          </span>
        )}
        {accounts.length > 0 && (
          <Popover label={t("accounts.title")} icon="down" bare quiet>
            {() => (
              <>
                <h2 className="pb-1 text-sm font-semibold text-ink">{t("accounts.title")}</h2>
                <ul className="flex flex-col divide-y divide-line whitespace-normal">
                  {accounts.map((account) => (
                    <AccountItem key={account.name} account={account} />
                  ))}
                </ul>
              </>
            )}
          </Popover>
        )}
      </span>
    </>
  );
}

function Budget({ upstream }: { upstream: Pick<Upstream, "usedPerSecond" | "budgetPerSecond"> }) {
  const { t, format } = useDisplay();
  const used = format.number(Math.round(upstream.usedPerSecond));
  return t("upstream.budget", { used, budget: format.decimal(upstream.budgetPerSecond) });
}

function AccountItem({ account }: { account: AccountUpstream }) {
  const { t } = useDisplay();
  const { name, status, sdkAppIds, message } = account;
  const isOk = status === "ok";
  return (
    <li data-account={name} data-upstream={status} className="py-2 text-13">
      <p className="flex items-baseline justify-between gap-3">
        <bdi className="min-w-0 truncate font-medium text-ink" title={name}>
          {name}
        </bdi>
        <span className="whitespace-nowrap text-ink-2 tabular-nums">
          <Budget upstream={account} />
        </span>
      </p>
      <p className={`flex items-center gap-1.5 ${isOk ? "text-ink-2" : "font-semibold text-notice"}`}>
        <Icon name={isOk ? "completed" : "upstreamFailing"} className="size-3" />
        {t(`upstream.${status}`)}
      </p>
      {message !== null && <bdi className="block font-mono text-xs break-words text-ink-2">{message}</bdi>}
      <p className="text-xs break-words text-ink-3">
        {t("accounts.applications", { ids: sdkAppIds.join(", ") })}
      </p>
    </li>
  );
}

/** With several accounts, how many of them have the worst status. */
export function upstreamWords(t: Translate, upstream: Upstream): string {
  const { status, accounts = [], usedPerSecond, clockSkewMs } = upstream;
  // No request has been sent yet.
  if (status === "ok" && usedPerSecond === 0 && clockSkewMs === null) return t("upstream.notRequested");
  const words = t(`upstream.${status}`);
  const count = accounts.filter((account) => account.status === status).length;
  if (status === "ok" || count === accounts.length) return words;
  return t("upstream.ofAccounts", { count, total: accounts.length, status: words });
}

const usualStaleAfterMs = 60_000;

/** Longer where the budget cannot keep all campaigns fresh; null: the usual 60 s. */
export function longerStaleAfterMs({ staleAfterMs = usualStaleAfterMs }: Upstream): number | null {
  return staleAfterMs > usualStaleAfterMs ? staleAfterMs : null;
}
