import { use } from "react";
import { SharedLocalParts, shortAgent } from "../../domain/agents.ts";
import { useMasked } from "../../domain/masked.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";

/** A value, or for null a dash that is read aloud as "unknown". */
export function Known({ value }: { value: string | null }) {
  const { t } = useDisplay();
  if (value !== null) return value;
  return (
    <span title={t("unknown")}>
      <span aria-hidden="true">—</span>
      <span className="sr-only">{t("unknown")}</span>
    </span>
  );
}

export function KnownNumber({ value }: { value: number | null }) {
  const { format } = useDisplay();
  return <Known value={value === null ? null : format.number(value)} />;
}

interface InstantProps {
  readonly at: string | null;
  /** With date, seconds and offset. */
  readonly full?: boolean;
}

export function Instant({ at, full = false }: InstantProps) {
  const { format } = useDisplay();
  const minute = useMinute();
  if (at === null) return <Known value={null} />;
  const time = Date.parse(at);
  return <time dateTime={at}>{full ? format.full(time) : format.minute(time, minute)}</time>;
}

/** The account's local part where no other agent of the board shares it; the whole is in the tooltip. */
export function AgentName({ agent }: { agent: string }) {
  const { t } = useDisplay();
  const masked = useMasked("agent");
  const shared = use(SharedLocalParts);
  return (
    <bdi
      className="line-clamp-2 min-w-0 wrap-anywhere"
      title={masked ? t("row.pseudonym", { agent }) : agent}
    >
      {masked ? agent : shortAgent(agent, shared)}
    </bdi>
  );
}
