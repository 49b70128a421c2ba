import type { Attention, Campaign } from "@cruiseboard/contract";
import { attentionWords, isUrgent, sortedAttention } from "../../domain/attention.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { Translate } from "../../i18n/messages.ts";
import { Icon } from "../ui/icon.tsx";

const styles: Record<Campaign["state"], string> = {
  running: "border-transparent bg-running text-running-ink",
  notStarted: "bg-surface text-ink-2 border-line-strong",
  completed: "border-transparent bg-completed text-completed-ink",
  terminated: "border-transparent bg-terminated text-terminated-ink",
  unknown: "bg-surface text-ink-2 border-line-strong border-dashed",
};

type Stated = Pick<Campaign, "state" | "stateCode" | "observedAt">;

function stateWords(t: Translate, { state, stateCode, observedAt }: Stated): string {
  if (state !== "unknown") return t(`state.${state}`);
  if (stateCode !== null) return t("state.unknownCode", { code: stateCode });
  return observedAt === null ? t("state.pending") : t("state.unknown");
}

/** Text, shape and colour of a campaign's state. */
export function StateBadge({ campaign }: { campaign: Stated }) {
  const { t } = useDisplay();
  const pending = campaign.state === "unknown" && campaign.observedAt === null && campaign.stateCode === null;
  return (
    <span
      data-part="state"
      className={`inline-flex h-6 items-center gap-1.5 rounded-full border ps-1.5 pe-2.5 text-xs font-medium whitespace-nowrap ${styles[campaign.state]}`}
    >
      <Icon name={pending ? "pending" : campaign.state} />
      {stateWords(t, campaign)}
    </span>
  );
}

/** Worst first; from `most` on they are counted. */
export function AttentionChips({ campaign, most = Infinity }: { campaign: Campaign; most?: number }) {
  const { t } = useDisplay();
  const all = sortedAttention(campaign);
  if (all.length === 0) return null;
  const hidden = all.slice(most);
  return (
    <span className="flex max-w-full min-w-0 items-center gap-1.5">
      {all.slice(0, most).map((attention) => (
        <AttentionChip key={attention.code ?? attention.kind} attention={attention} />
      ))}
      {hidden.length > 0 && (
        <span
          className="shrink-0 text-xs text-ink-2"
          title={hidden.map((each) => attentionWords(t, each)).join(", ")}
        >
          {t("attention.more", { count: hidden.length })}
        </span>
      )}
    </span>
  );
}

function AttentionChip({ attention }: { attention: Attention }) {
  const { t, format } = useDisplay();
  const { kind, since } = attention;
  const words = attentionWords(t, attention);
  return (
    <span
      data-attention={kind}
      title={t("attention.since", { kind: words, time: format.full(Date.parse(since)) })}
      className={`inline-flex forced-colors:border min-w-0 items-center gap-1 text-xs font-semibold ${isUrgent(kind) ? "text-urgent" : "text-notice"}`}
    >
      <Icon name={kind} />
      <span className="truncate compact:sr-only">{words}</span>
    </span>
  );
}
