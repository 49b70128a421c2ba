import type { AccountUpstream, Campaign, Failure, UpstreamStatus } from "@cruiseboard/contract";
import type { BoardState } from "../api/board.ts";
import { useAge } from "../components/campaign/age.tsx";
import { Banner } from "../components/ui/blank-slate.tsx";
import { CopyButton } from "../components/ui/button.tsx";
import { listOf } from "../domain/campaign-key.ts";
import { useDisplay } from "../i18n/display.tsx";
import { upstreamWords } from "./health.tsx";

export function UpstreamTrouble({ upstream, campaigns }: Pick<BoardState, "upstream" | "campaigns">) {
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
      <LastError campaigns={listOf(campaigns)} status={status} />
    </Banner>
  );
}

const maxAccounts = 3;

function AccountsTrouble({ accounts }: { accounts: readonly AccountUpstream[] }) {
  const { t } = useDisplay();
  const troubled = accounts.flatMap(({ status, ...rest }) => (status === "ok" ? [] : { status, ...rest }));
  return (
    <>
      <ul className="flex flex-col gap-2">
        {troubled.slice(0, maxAccounts).map(({ name, status, message }) => (
          <li key={name} data-account={name} data-upstream={status}>
            <p className="font-medium text-ink">
              {t("accounts.status", { account: name, status: t(`upstream.${status}`) })}
            </p>
            <p>{t(status === "credentialsRejected" ? "accounts.rejectedHint" : `upstream.${status}Hint`)}</p>
            <UpstreamReason message={message} />
          </li>
        ))}
      </ul>
      {troubled.length > maxAccounts && (
        <p className="mt-2">{t("accounts.more", { count: troubled.length - maxAccounts })}</p>
      )}
      {troubled.length < accounts.length && <p className="mt-2">{t("accounts.unaffected")}</p>}
    </>
  );
}

/** The newest failed observation, with the RequestId that a support ticket needs. */
function LastError({ campaigns, status }: { campaigns: readonly Campaign[]; status: UpstreamStatus }) {
  const { t } = useDisplay();
  const failure = latestFailure(campaigns, status);
  const age = useAge(failure?.at ?? new Date(0).toISOString());
  if (failure === null) return null;
  const { code, requestId } = failure;
  return (
    <p data-part="last-error" className="mt-1 flex flex-wrap items-center gap-x-2">
      {/* Changes every second. */}
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

/** Codes of the backend itself, such as `ClientError.Timeout`, are reasons; all others are responses. */
function UpstreamReason({ message }: { message: string | null }) {
  const { t } = useDisplay();
  if (!message) return null;
  return (
    <p className="name mt-1">
      {t(message.startsWith("ClientError.") ? "upstream.reason" : "upstream.response")}{" "}
      <bdi className="font-mono text-xs">{message}</bdi>
    </p>
  );
}

/** Those that explain the upstream's state: not a wrong campaign id. ISO 8601 of one form sorts as text. */
export function latestFailure(
  campaigns: readonly Pick<Campaign, "failure">[],
  status: UpstreamStatus,
): Failure | null {
  const explains = ({ code }: Failure) =>
    status === "throttled"
      ? code.startsWith("RequestLimitExceeded")
      : !/^(InvalidParameter|ResourceNotFound)/.test(code);
  return campaigns.reduce<Failure | null>(
    (latest, { failure }) =>
      failure && explains(failure) && failure.at > (latest?.at ?? "") ? failure : latest,
    null,
  );
}
