import type { AccountUpstream, Campaign, Failure, Upstream } from "@cruiseboard/contract";
import { useAge } from "../components/campaign/age.tsx";
import { Banner } from "../components/ui/blank-slate.tsx";
import { CopyButton } from "../components/ui/button.tsx";
import { useDisplay } from "../i18n/display.tsx";
import { upstreamWords } from "./upstream-words.ts";

interface UpstreamTroubleProps {
  readonly upstream: Upstream;
  readonly campaigns: ReadonlyMap<string, Campaign> | undefined;
}

/** What the upstream does not do at present, why, and what failed last. */
export function UpstreamTrouble({ upstream, campaigns }: UpstreamTroubleProps) {
  const { t } = useDisplay();
  const { status, message, accounts = [] } = upstream;
  if (status === "ok") return null;
  return (
    <Banner
      icon="upstreamFailing"
      urgent={status === "credentialsRejected"}
      title={upstreamWords(t, upstream)}
    >
      {accounts.length > 0 ? (
        <AccountsTrouble accounts={accounts} />
      ) : (
        <>
          <p>{t(`upstream.${status}Hint`)}</p>
          <UpstreamReason message={message} />
        </>
      )}
      {campaigns && <LastError campaigns={campaigns.values()} />}
    </Banner>
  );
}

/** As many are told of at length; the list in the header has all. */
const most = 3;

/** Which accounts are in trouble, what that means for their campaigns, and that it means nothing for the others. */
function AccountsTrouble({ accounts }: { accounts: readonly AccountUpstream[] }) {
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

/** The newest error that any campaign's look ended with, and the RequestId that a support ticket asks for. */
function LastError({ campaigns }: { campaigns: Iterable<Campaign> }) {
  const { t } = useDisplay();
  const failure = latestFailure(campaigns);
  const age = useAge(failure?.at ?? new Date(0).toISOString());
  if (failure === null) return null;
  const { code, requestId } = failure;
  return (
    <p data-part="last-error" className="mt-1 flex flex-wrap items-center gap-x-2">
      {/* It counts, and shall not be read out each time. */}
      <span aria-live="off">{t("campaign.lastError", { age })}</span>
      <bdi className="font-mono text-xs break-all">{code}</bdi>
      {requestId !== null && (
        <span className="inline-flex items-center gap-1">
          {t("campaign.requestId")}
          <bdi className="font-mono text-xs break-all">{requestId}</bdi>
          <CopyButton value={requestId} what={t("campaign.requestId")} />
        </span>
      )}
    </p>
  );
}

/** Codes that this product gives itself; everything else is the upstream's. */
const ownWords = /^ClientError\./;

/** The upstream's or the network's own words; nothing where there are none. */
function UpstreamReason({ message }: { message: string | null }) {
  const { t } = useDisplay();
  if (!message) return null;
  return (
    <p className="name mt-1">
      {t(ownWords.test(message) ? "upstream.reason" : "upstream.said")}{" "}
      <bdi className="font-mono text-xs">{message}</bdi>
    </p>
  );
}

/** The newest failure among campaigns; null: none of them failed at its last look. */
export function latestFailure(campaigns: Iterable<Pick<Campaign, "failure">>): Failure | null {
  let latest: Failure | null = null;
  for (const { failure } of campaigns) {
    // ISO instants of one form sort as text.
    if (failure !== null && (latest === null || failure.at > latest.at)) latest = failure;
  }
  return latest;
}
