import { useMasked } from "../../domain/masked.ts";
import { useDisplay } from "../../i18n/display.tsx";

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

/** An agent's account or pseudonym; the tooltip has it in full. */
export function AgentName({ agent }: { agent: string }) {
  const { t } = useDisplay();
  const masked = useMasked("agent");
  return (
    <bdi className="block min-w-0 truncate" title={masked ? t("row.pseudonym", { agent }) : agent}>
      {agent}
    </bdi>
  );
}
