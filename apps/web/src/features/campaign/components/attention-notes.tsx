import type { Attention, Campaign } from "@cruiseboard/contract";
import { Icon } from "../../../components/ui/icon.tsx";
import { isUrgent, sortedAttention } from "../../../lib/attention.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { useTicking } from "../../../lib/use-ticking.ts";

/** What a campaign needs attention for, a sentence each, worst first. */
export function AttentionNotes({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  const all = sortedAttention(campaign);
  if (all.length === 0) return null;
  return (
    <ul
      aria-label={t("sort.attention")}
      className="flex flex-col gap-1.5 rounded-xl border border-line bg-surface px-4 py-3"
    >
      {all.map((attention) => (
        <AttentionNote key={attention.code ?? attention.kind} attention={attention} campaign={campaign} />
      ))}
    </ul>
  );
}

function AttentionNote({ attention, campaign }: { attention: Attention; campaign: Campaign }) {
  const { t, format } = useDisplay();
  const minute = useTicking((now) => Math.floor(now / 60_000) * 60_000);
  const { kind, since } = attention;
  const left = campaign.uncalledAtClose;
  const counted = left !== null && (kind === "uncalledAtClose" || kind === "willMissWindow");
  const words = counted ? t(`note.counted.${kind}`, { count: left }) : t(`note.${kind}`);
  return (
    <li data-note={kind} className="flex items-start gap-2">
      <Icon name={kind} className={`mt-0.5 size-4 ${isUrgent(kind) ? "text-urgent" : "text-notice"}`} />
      <span>
        {words}{" "}
        <span className="text-ink-2">
          {t("note.since", { time: format.minute(Date.parse(since), minute) })}
        </span>
      </span>
    </li>
  );
}
