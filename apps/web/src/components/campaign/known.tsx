import { useMasked } from "../../domain/masked.ts";
import { useDisplay } from "../../i18n/display.tsx";

/** A value, or a dash that is read aloud as "unknown": never a zero in its stead. */
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

/** An agent's account, cut by the layout and in full in the tooltip; of a pseudonym that says that it is one. */
export function AgentName({ agent }: { agent: string }) {
  const { t } = useDisplay();
  const masked = useMasked("agent");
  return (
    <bdi className="block min-w-0 truncate" title={masked ? t("row.pseudonym", { agent }) : agent}>
      {agent}
    </bdi>
  );
}
