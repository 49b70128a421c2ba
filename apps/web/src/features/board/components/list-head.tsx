import { Icon } from "../../../components/ui/icon.tsx";
import type { ShownColumn } from "../../../lib/columns.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { useMasked } from "../../../lib/masked.ts";
import type { SortKey } from "../../../lib/view-state.ts";

interface ListHeadProps {
  readonly columns: readonly ShownColumn[];
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly onSort: (sort: SortKey) => void;
}

/** What a column's words sort by. */
const sorts: Partial<Record<ShownColumn, SortKey>> = {
  status: "attention",
  campaign: "name",
  agent: "agent",
  progress: "progress",
  pace: "pace",
  eta: "eta",
  forecast: "eta",
  uncalled: "uncalled",
  window: "end",
  age: "observed",
};

/** The head of the wide layout: it stays in sight, and its words sort. */
export function ListHead({ columns, sort, descending, onSort }: ListHeadProps) {
  const { t } = useDisplay();
  return (
    <div role="rowgroup" className="sticky top-(--header) z-20 max-md:hidden">
      <div
        role="row"
        aria-rowindex={1}
        className="campaign-head h-9 rounded-t-xl border-b border-line bg-surface text-xs text-ink-3"
      >
        {columns.map((column) => (
          <ColumnHead
            key={column}
            column={column}
            {...(sorts[column] === sort ? { descending } : {})}
            onSort={onSort}
          />
        ))}
        <div role="columnheader">
          <span className="sr-only">{t("column.actions")}</span>
        </div>
      </div>
    </div>
  );
}

interface ColumnHeadProps {
  readonly column: ShownColumn;
  /** Absent: the board is not sorted by this column. */
  readonly descending?: boolean;
  readonly onSort: (sort: SortKey) => void;
}

function ColumnHead({ column, descending, onSort }: ColumnHeadProps) {
  const { t } = useDisplay();
  const masked = useMasked("agent");
  const sort = sorts[column];
  const words = t(masked && column === "agent" ? "column.pseudonym" : `column.${column}`);
  const sorted = descending !== undefined;
  return (
    <div
      role="columnheader"
      data-head={column}
      className="min-w-0"
      {...(sorted ? { "aria-sort": descending ? "descending" : "ascending" } : {})}
    >
      {sort === undefined ? (
        <span className="block truncate">{words}</span>
      ) : (
        <button
          type="button"
          onClick={() => onSort(sort)}
          className={`head-button -mx-1 inline-flex h-6 max-w-full items-center gap-1 rounded px-1 hover:text-ink ${sorted ? "font-semibold text-ink" : ""}`}
        >
          <span className="truncate">{words}</span>
          {sorted && <Icon name={descending ? "down" : "up"} className="size-3" />}
        </button>
      )}
    </div>
  );
}
