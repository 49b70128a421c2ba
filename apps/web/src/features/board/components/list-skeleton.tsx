import { columnTemplate } from "../../../lib/columns.ts";
import { useDisplay } from "../../../lib/display.tsx";

/** Those of the usual columns. */
const skeletonColumns = columnTemplate({
  shown: ["status", "campaign", "progress", "forecast", "window", "age"],
  tight: false,
});
const rows = Array.from({ length: 12 }, (_, index) => index);

/** The board's own grid while it loads, so that nothing moves when it arrives. */
export function ListSkeleton() {
  const { t } = useDisplay();
  return (
    <div
      role="status"
      aria-label={t("contact.connecting")}
      className="campaign-table md:overflow-hidden"
      style={{ "--columns": skeletonColumns }}
    >
      <div className="campaign-head h-9 border-b border-line" />
      {rows.map((row) => (
        <div key={row} className="h-46 md:h-16">
          <div className="campaign" aria-hidden="true">
            <span data-cell="status">
              <span className="skeleton block h-6 w-24 rounded-full md:ms-6" />
            </span>
            <span data-cell="campaign" className="flex flex-col gap-2">
              <span className="skeleton block h-3.5 w-3/5" />
              <span className="skeleton block h-3 w-2/5" />
            </span>
            <span data-cell="progress">
              <span className="skeleton block h-2 w-full rounded-full" />
            </span>
            <span data-cell="forecast">
              <span className="skeleton block h-3.5 w-24" />
            </span>
            <span data-cell="window">
              <span className="skeleton block h-3.5 w-32 max-w-full" />
            </span>
            <span data-cell="age">
              <span className="skeleton block h-3 w-8" />
            </span>
          </div>
        </div>
      ))}
    </div>
  );
}
