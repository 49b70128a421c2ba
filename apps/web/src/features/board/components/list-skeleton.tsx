import { useDisplay } from "../../../lib/display.tsx";

const rows = Array.from({ length: 12 }, (_, index) => index);

/** The board's own grid while it loads, so that nothing moves when it arrives. */
export function ListSkeleton() {
  const { t } = useDisplay();
  return (
    <div
      role="status"
      aria-label={t("contact.connecting")}
      className="space-y-2 md:space-y-0 md:overflow-hidden md:rounded-xl md:border md:border-line md:bg-surface"
    >
      <div className="campaign-head h-9 border-b border-line" />
      {rows.map((row) => (
        <div key={row} className="campaign h-40 md:h-16" aria-hidden="true">
          <span data-cell="status" className="skeleton block h-6 w-24 rounded-full" />
          <span data-cell="main" className="flex flex-col gap-2">
            <span className="skeleton block h-3.5 w-3/5" />
            <span className="skeleton block h-3 w-2/5" />
          </span>
          <span data-cell="agent" className="skeleton block h-3.5 w-4/5" />
          <span data-cell="progress" className="skeleton block h-2 w-full rounded-full" />
          <span data-cell="window" className="skeleton block h-3.5 w-32" />
          <span data-cell="age" className="skeleton block h-3 w-8 justify-self-end" />
        </div>
      ))}
    </div>
  );
}
