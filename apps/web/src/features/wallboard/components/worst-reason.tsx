import type { Attention } from "@cruiseboard/contract";
import { Icon } from "../../../components/ui/icon.tsx";
import { attentionWords, isUrgent } from "../../../lib/attention.ts";
import { useDisplay } from "../../../lib/display.tsx";

/** What a campaign needs attention for, in as large a type as what is around it. */
export function WorstReason({ reason }: { reason: Attention }) {
  const { t } = useDisplay();
  const { kind } = reason;
  return (
    <span
      data-attention={kind}
      className={`inline-flex min-w-0 items-center gap-1.5 font-semibold ${isUrgent(kind) ? "text-urgent" : "text-notice"}`}
    >
      <Icon name={kind} className="size-4 shrink-0" />
      <span className="truncate">{attentionWords(t, reason)}</span>
    </span>
  );
}
