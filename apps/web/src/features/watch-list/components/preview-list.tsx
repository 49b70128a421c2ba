import type { PreviewedCampaign, RefusalCode } from "@cruiseboard/contract";
import { Icon, type IconName } from "../../../components/ui/icon.tsx";
import { StateBadge } from "../../../components/ui/state-badge.tsx";
import { keyOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { failureWords } from "../../../lib/failure-words.ts";
import type { Translate } from "../../../lib/messages.ts";
import type { Preview } from "../use-preview.ts";

/** As many as somebody reads; what is amiss stands first. */
const most = 200;

/** What the upstream knows of the campaigns that were named, while it is asked. */
export function PreviewList({ preview }: { preview: Preview }) {
  const { t, format } = useDisplay();
  const { answers, wanted, failure, pending } = preview;
  if (wanted === 0) return null;
  const missing = answers.filter(({ outcome }) => outcome !== "found");
  const sorted = [...missing, ...answers.filter(({ outcome }) => outcome === "found")].slice(0, most);
  return (
    <section aria-label={t("adding.preview")} className="flex flex-col gap-2">
      <div className="flex items-baseline justify-between gap-3 text-13">
        <span role="status" className="text-ink-2">
          {pending
            ? t("adding.asking", { done: format.number(answers.length), wanted: format.number(wanted) })
            : t("adding.asked", {
                found: answers.length - missing.length,
                missing: missing.length,
              })}
        </span>
      </div>
      {pending && (
        <progress
          aria-label={t("adding.progress")}
          value={answers.length}
          max={wanted}
          className="h-1.5 w-full accent-accent"
        />
      )}
      {failure !== null && (
        <p role="alert" className="text-13 text-notice">
          {t("adding.unasked", { reason: failureWords(t, failure) })}
        </p>
      )}
      {sorted.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
        <ul tabIndex={0} className="max-h-52 overflow-auto rounded-lg border border-line">
          {sorted.map((answer) => (
            <PreviewItem key={keyOf(answer)} answer={answer} />
          ))}
        </ul>
      )}
    </section>
  );
}

function PreviewItem({ answer }: { answer: PreviewedCampaign }) {
  const { t } = useDisplay();
  return (
    <li
      data-preview={keyOf(answer)}
      data-outcome={answer.outcome}
      className="flex min-h-9 items-center gap-2 border-b border-line px-2.5 py-1 last:border-b-0"
    >
      {answer.outcome === "found" ? (
        <>
          <StateBadge campaign={{ ...answer, observedAt: "" }} />
          <span className="min-w-0 flex-1">
            <bdi className="block truncate font-medium">{answer.name ?? answer.campaignId}</bdi>
            <span className="block truncate text-xs text-ink-3">
              {keyOf(answer)} {answer.agent !== null && <bdi>· {answer.agent}</bdi>}
            </span>
          </span>
          {answer.watched && <span className="text-xs text-ink-3">{t("adding.watched")}</span>}
        </>
      ) : (
        <>
          <Icon name={icons[answer.outcome] ?? "unknown"} className="size-4 text-notice" />
          <span className="min-w-0 flex-1">
            <span className="block truncate">{keyOf(answer)}</span>
            <span className="block truncate text-xs text-notice">
              {outcomeWords(t, answer)}
              {answer.outcome === "failed" && ` (${answer.code})`}
            </span>
          </span>
        </>
      )}
    </li>
  );
}

function outcomeWords(t: Translate, answer: Exclude<PreviewedCampaign, { outcome: "found" }>): string {
  // Of a newer server it may be another.
  if (!(answer.outcome in icons)) return t("adding.unknown");
  if (answer.outcome !== "refused") return t(`adding.${answer.outcome}`);
  return refusalCodes.includes(answer.code) ? t(`adding.refused.${answer.code}`) : t("adding.unknown");
}

const refusalCodes = ["application_not_allowed", "agent_not_allowed"] as const satisfies RefusalCode[];

const icons = {
  notFound: "notFound",
  failed: "upstreamFailing",
  refused: "stoppedEarly",
} as const satisfies Record<Exclude<PreviewedCampaign["outcome"], "found">, IconName>;
