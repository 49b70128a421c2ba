import { useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { useDisplay } from "../../../lib/display.tsx";
import { type HistoryRange, historyRanges, withRange } from "../history-range.ts";

/** How much of the past is drawn; kept in the URL without a history entry of its own. */
export function RangeButtons({ range }: { range: HistoryRange }) {
  const { t } = useDisplay();
  const search = useSearch();
  const choose = (wanted: HistoryRange) => {
    const query = withRange(search, wanted);
    navigate(location.pathname + (query && `?${query}`), { replace: true });
  };
  return (
    <div role="group" aria-label={t("chart.range")} className="no-print flex rounded-lg bg-sunken p-0.5">
      {historyRanges.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === range}
          onClick={() => choose(each)}
          className={`h-7 rounded-md px-2.5 text-13 pointer-coarse:h-10 ${each === range ? "bg-surface font-medium text-ink" : "text-ink-2 hover:text-ink"}`}
        >
          {t(`chart.range.${each}`)}
        </button>
      ))}
    </div>
  );
}
