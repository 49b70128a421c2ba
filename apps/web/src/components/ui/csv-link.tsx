import { useDisplay } from "../../lib/display.tsx";
import { Icon } from "./icon.tsx";

/** Downloads a table that the server makes. */
export function CsvLink({ href, label }: { href: string; label: string }) {
  const { t } = useDisplay();
  return (
    <a
      href={href}
      download
      aria-label={label}
      title={label}
      className="no-print inline-flex h-8 items-center gap-1.5 rounded-lg px-2 whitespace-nowrap text-ink-2 transition-colors hover:bg-sunken hover:text-ink pointer-coarse:h-10"
    >
      <Icon name="download" />
      {t("csv")}
    </a>
  );
}
