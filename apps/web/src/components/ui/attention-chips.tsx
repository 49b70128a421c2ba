import type { Attention, Campaign } from "@cruiseboard/contract";
import { attentionWords, isUrgent, sortedAttention } from "../../lib/attention.ts";
import { useDisplay } from "../../lib/display.tsx";
import { Icon } from "./icon.tsx";

/** What a campaign needs attention for, worst first; `most` bounds how many stand there, the rest is counted. */
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
  const look = isUrgent(kind) ? "text-urgent" : "text-notice";
  return (
    <span
      data-attention={kind}
      title={t("attention.since", { kind: words, time: format.full(Date.parse(since)) })}
      className={`chip inline-flex min-w-0 items-center gap-1 text-xs font-semibold ${look}`}
    >
      <Icon name={kind} />
      <span className="truncate">{words}</span>
    </span>
  );
}
