import { useDisplay } from "../../lib/display.tsx";
import { failureWords } from "../../lib/failure-words.ts";

/** Why a table could not be downloaded. */
export function CsvFailure({ failure }: { failure: unknown }) {
  const { t } = useDisplay();
  return (
    <span role="alert" className="text-13 text-notice">
      {t("csv.failed", { reason: failureWords(t, failure) })}
    </span>
  );
}
