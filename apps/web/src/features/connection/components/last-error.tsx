import type { Campaign } from "@cruiseboard/contract";
import { useAge } from "../../../components/ui/age.tsx";
import { CopyButton } from "../../../components/ui/copy-button.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { latestFailure } from "../latest-failure.ts";

/** The newest error that any campaign's look ended with, and the RequestId that a support ticket asks for. */
export function LastError({ campaigns }: { campaigns: Iterable<Campaign> }) {
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
