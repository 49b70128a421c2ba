import type { AccountUpstream } from "@cruiseboard/contract";
import { useDisplay } from "../../../lib/display.tsx";
import { UpstreamReason } from "./upstream-reason.tsx";

/** As many are told of at length; the list in the header has all. */
const most = 3;

/** Which accounts are in trouble, what that means for their campaigns, and that it means nothing for the others. */
export function AccountsTrouble({ accounts }: { accounts: readonly AccountUpstream[] }) {
  const { t } = useDisplay();
  const troubled = accounts.filter(({ status }) => status !== "ok");
  return (
    <>
      <ul className="flex flex-col gap-2">
        {troubled.slice(0, most).map((account) => (
          <AccountTrouble key={account.name} account={account} />
        ))}
      </ul>
      {troubled.length > most && (
        <p className="mt-2">{t("accounts.more", { count: troubled.length - most })}</p>
      )}
      {troubled.length < accounts.length && <p className="mt-2">{t("accounts.unaffected")}</p>}
    </>
  );
}

function AccountTrouble({ account: { name, status, message } }: { account: AccountUpstream }) {
  const { t } = useDisplay();
  if (status === "ok") return null;
  return (
    <li data-account={name} data-upstream={status}>
      <p className="font-medium text-ink">
        {t("accounts.status", { account: name, status: t(`upstream.${status}`) })}
      </p>
      <p>{t(status === "credentialsRejected" ? "accounts.rejectedHint" : `upstream.${status}Hint`)}</p>
      <UpstreamReason message={message} />
    </li>
  );
}
