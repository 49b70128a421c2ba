import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import type { MessageId } from "../../../lib/messages.ts";
import type { SortKey } from "../../../lib/view-state.ts";

export interface ListHeadProps {
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly onSort: (sort: SortKey) => void;
}

const columns: readonly { cell: string; words: MessageId; sort: SortKey | null; end?: boolean }[] = [
  { cell: "status", words: "column.status", sort: "attention" },
  { cell: "main", words: "column.campaign", sort: "name" },
  { cell: "agent", words: "column.agent", sort: "agent" },
  { cell: "progress", words: "column.progress", sort: "progress" },
  { cell: "window", words: "column.window", sort: "end" },
  { cell: "age", words: "column.age", sort: null, end: true },
  { cell: "actions", words: "column.actions", sort: null },
];

/** The head of the wide layout: it stays in sight, and its words sort. */
export function ListHead({ sort, descending, onSort }: ListHeadProps) {
  const { t } = useDisplay();
  return (
    <div role="rowgroup" className="sticky top-(--header) z-20 max-md:hidden">
      <div
        role="row"
        aria-rowindex={1}
        className="campaign-head h-9 rounded-t-xl border-b border-line bg-surface text-xs text-ink-3"
      >
        {columns.map(({ cell, words, sort: key, end }) => (
          <div
            key={cell}
            role="columnheader"
            style={{ gridArea: cell }}
            className={`min-w-0 ${end ? "justify-self-end" : ""} ${cell === "agent" ? "max-lg:hidden" : ""}`}
            {...(key === sort ? { "aria-sort": descending ? "descending" : "ascending" } : {})}
          >
            {key === null ? (
              <span className={cell === "actions" ? "sr-only" : ""}>{t(words)}</span>
            ) : (
              <button
                type="button"
                onClick={() => onSort(key)}
                className={`-mx-1 inline-flex h-6 max-w-full items-center gap-1 rounded px-1 hover:text-ink ${key === sort ? "font-semibold text-ink" : ""}`}
              >
                <span className="truncate">{t(words)}</span>
                {key === sort && <Icon name={descending ? "down" : "up"} className="size-3" />}
              </button>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
