import type { AccountUpstream, Upstream } from "@cruiseboard/contract";
import { Icon } from "../components/ui/icon.tsx";
import { Popover } from "../components/ui/popover.tsx";
import { useDisplay } from "../i18n/display.tsx";
import { longerStaleAfterMs, upstreamWords } from "./upstream-words.ts";

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

interface AccountsProps {
  readonly accounts: readonly AccountUpstream[];
}

/** Opens what is known of each account. */
function AccountsMark({ accounts }: AccountsProps) {
  const { t } = useDisplay();
  return (
    <Popover label={t("accounts.title")} icon="down" bare quiet>
      {() => <AccountsList accounts={accounts} />}
    </Popover>
  );
}

function AccountsList({ accounts }: AccountsProps) {
  const { t } = useDisplay();
  return (
    <>
      <h2 className="pb-1 text-sm font-semibold text-ink">{t("accounts.title")}</h2>
      <ul className="flex flex-col divide-y divide-line whitespace-normal">
        {accounts.map((account) => (
          <AccountItem key={account.name} account={account} />
        ))}
      </ul>
    </>
  );
}

function AccountItem({ account }: { account: AccountUpstream }) {
  const { t, format } = useDisplay();
  const { name, status, usedPerSecond, budgetPerSecond, sdkAppIds, message } = account;
  const isWell = status === "ok";
  return (
    <li data-account={name} data-upstream={status} className="py-2 text-13">
      <p className="flex items-baseline justify-between gap-3">
        <bdi className="min-w-0 truncate font-medium text-ink" title={name}>
          {name}
        </bdi>
        <span className="whitespace-nowrap text-ink-2 tabular-nums">
          {t("upstream.budget", {
            used: format.number(Math.round(usedPerSecond)),
            budget: format.decimal(budgetPerSecond),
          })}
        </span>
      </p>
      <p className={`flex items-center gap-1.5 ${isWell ? "text-ink-2" : "font-semibold text-notice"}`}>
        <Icon name={isWell ? "completed" : "upstreamFailing"} className="size-3" />
        {t(`upstream.${status}`)}
      </p>
      {message !== null && <bdi className="block font-mono text-xs break-words text-ink-2">{message}</bdi>}
      <p className="text-xs break-words text-ink-3">
        {t("accounts.applications", { ids: sdkAppIds.join(", ") })}
      </p>
    </li>
  );
}
