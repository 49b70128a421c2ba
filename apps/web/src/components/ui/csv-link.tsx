import { type MouseEvent, useState } from "react";
import { linksSuffice, saveFile } from "../../api/http.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { failureWords } from "../../i18n/failure-words.ts";
import { Icon } from "./icon.tsx";

/** Downloads a table from the server. */
export function CsvLink({ href, label }: { href: string; label: string }) {
  const { t } = useDisplay();
  const [failure, setFailure] = useState<unknown>(null);
  const save = (event: MouseEvent) => {
    if (linksSuffice()) return;
    // A link sends no token.
    event.preventDefault();
    setFailure(null);
    saveFile(href).catch(setFailure);
  };
  return (
    <>
      <a
        href={href}
        download
        aria-label={label}
        title={label}
        onClick={save}
        className="inline-flex h-8 items-center gap-1.5 rounded-lg px-2 whitespace-nowrap text-ink-2 transition-colors hover:bg-sunken hover:text-ink pointer-coarse:h-10 print:hidden"
      >
        <Icon name="download" />
        <span className="stacked:hidden">{t("csv")}</span>
      </a>
      {failure !== null && (
        <span role="alert" className="text-13 text-notice">
          {t("csv.failed", { reason: failureWords(t, failure) })}
        </span>
      )}
    </>
  );
}
