import type { Campaign } from "@cruiseboard/contract";
import { useDisplay } from "../../lib/display.tsx";
import { upstreamFailureWords } from "../../lib/failure-words.ts";
import { useMasked } from "../../lib/masked.ts";
import { CopyButton } from "./copy-button.tsx";
import { Notice } from "./notice.tsx";

/** Why the last look at a campaign failed, with what a support ticket asks for. */
export function FailureCard({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const withheld = useMasked("message");
  const { failure } = campaign;
  if (failure === null) return null;
  const notFound = campaign.attention.some(({ kind }) => kind === "notFound");
  const lastGood = campaign.observedAt === null ? t("campaign.failureNever") : t("campaign.failureHint");
  return (
    <Notice
      icon={notFound ? "notFound" : "upstreamFailing"}
      title={notFound ? t("campaign.notFoundFailure") : t("campaign.failure")}
    >
      <p>{notFound ? t("campaign.notFoundFailureHint") : lastGood}</p>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1">
        <dt className="text-ink-2">{t("campaign.code")}</dt>
        <dd className="font-mono text-xs break-all text-ink">{failure.code}</dd>
        <dt className="text-ink-2">{t("campaign.reason")}</dt>
        <dd className="text-ink">{upstreamFailureWords(t, failure.code)}</dd>
        {!withheld && (
          <>
            <dt className="text-ink-2">{t("campaign.message")}</dt>
            <dd className="name text-ink">{failure.message}</dd>
          </>
        )}
        <dt className="text-ink-2">{t("campaign.at")}</dt>
        <dd className="text-ink">
          <time dateTime={failure.at}>{format.full(Date.parse(failure.at))}</time>
        </dd>
        {failure.requestId !== null && (
          <>
            <dt className="text-ink-2">{t("campaign.requestId")}</dt>
            <dd className="flex flex-wrap items-center gap-1 font-mono text-xs break-all text-ink">
              {failure.requestId}
              <CopyButton value={failure.requestId} what={t("campaign.requestId")} />
            </dd>
          </>
        )}
      </dl>
    </Notice>
  );
}
