import { useDisplay } from "../../lib/display.tsx";

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
