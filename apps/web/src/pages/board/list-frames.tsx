import type { FocusEvent, ReactNode, RefObject } from "react";
import { Icon } from "../../components/ui/icon.tsx";
import { totalsOf } from "../../domain/campaign-totals.ts";
import { columnTemplate, type FittedColumns, type ShownColumn } from "../../domain/columns.ts";
import type { Group } from "../../domain/grouping.ts";
import { useMasked } from "../../domain/masked.ts";
import { type Density, type Grouping, type SortKey, stateOrder } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { Translate } from "../../i18n/messages.ts";

interface FrameProps {
  /** Where the lines stand. */
  readonly list: RefObject<HTMLDivElement | null>;
  /** Of all lines, in pixels. */
  readonly height: number;
  /** How many campaigns are on the sheets; null: all. */
  readonly printed: { readonly campaigns: number; readonly of: number } | null;
  /** Something is selected, so that every box to select with shows. */
  readonly selecting: boolean;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: (event: FocusEvent) => void;
  readonly children: ReactNode;
}

interface TableFrameProps extends FrameProps {
  readonly fitted: FittedColumns;
  readonly density: Density;
  readonly rows: number;
  readonly head: ReactNode;
}

/** Rows below a head that stays in sight. */
export function TableFrame(props: TableFrameProps) {
  const { list, height, printed, selecting, onFocus, onBlur, fitted, density, rows, head, children } = props;
  const { t } = useDisplay();
  return (
    <>
      <PrintedPart printed={printed} />
      <div
        role="table"
        aria-label={t("page.board")}
        aria-rowcount={rows + 1}
        data-density={density}
        data-tight={fitted.tight}
        data-agent-column={fitted.shown.includes("agent")}
        data-selecting={selecting}
        className="campaign-table"
        style={{ "--columns": columnTemplate(fitted) }}
        onFocus={onFocus}
        onBlur={onBlur}
      >
        {head}
        <div role="rowgroup" ref={list} className="relative" style={{ height }}>
          {children}
        </div>
      </div>
    </>
  );
}

/** Cards beside each other. */
export function CardsFrame(props: FrameProps & { abreast: number }) {
  const { list, height, printed, selecting, onFocus, onBlur, abreast, children } = props;
  return (
    <>
      <PrintedPart printed={printed} />
      <div
        ref={list}
        data-selecting={selecting}
        className="campaign-cards relative"
        style={{ height, "--abreast": abreast }}
        onFocus={onFocus}
        onBlur={onBlur}
      >
        {children}
      </div>
    </>
  );
}

/** Says on the sheet what is not on it. */
function PrintedPart({ printed }: Pick<FrameProps, "printed">) {
  const { t, format } = useDisplay();
  if (printed === null) return null;
  const [count, total] = [format.number(printed.campaigns), format.number(printed.of)];
  return <p className="hidden font-semibold print:block">{t("page.printedPart", { count, total })}</p>;
}

interface PlacedLineProps {
  readonly name: string;
  /** Below the list's top, in pixels. */
  readonly top: number;
  readonly bottom: number;
  /** Of a card, from 0; undefined: it is as wide as the list. */
  readonly column?: number;
  readonly children: ReactNode;
}

/**
 * A row, card or group where it belongs in the list, whether those before it are drawn or not. It is translated there, so
 * that one that changes its place shifts no layout.
 */
export function PlacedLine({ name, top, bottom, column, children }: PlacedLineProps) {
  return (
    <div
      role="presentation"
      data-line={name}
      className={`absolute ${column === undefined ? "inset-x-0" : "card-place"}`}
      style={{ height: bottom - top, translate: `0 ${top}px`, "--column": column }}
    >
      {children}
    </div>
  );
}

interface GroupRowProps {
  readonly rowIndex: number;
  /** How many columns it spans. */
  readonly cells: number;
  readonly children: ReactNode;
}

export function GroupRow({ rowIndex, cells, children }: GroupRowProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- rows that are positioned by hand cannot be a tr
    <div role="row" aria-rowindex={rowIndex} className="h-full">
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- nor their cells a td */}
      <div role="cell" aria-colspan={cells} className="h-full">
        {children}
      </div>
    </div>
  );
}

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

interface GroupHeadProps {
  readonly group: Group;
  readonly grouping: Grouping;
  readonly onToggle: (group: string) => void;
}

/** What the campaigns below share and come to; folds them up. */
export function GroupHead({ group, grouping, onToggle }: GroupHeadProps) {
  const { t } = useDisplay();
  return (
    <div className="group-head">
      <button
        type="button"
        aria-expanded={!group.folded}
        onClick={() => onToggle(group.group)}
        className="flex h-full min-w-0 items-center gap-2 rounded px-1 text-start font-semibold hover:text-accent"
      >
        <Icon name={group.folded ? "forward" : "down"} className="size-3.5" />
        <bdi className="truncate">{groupName(t, grouping, group.group)}</bdi>
        <span className="shrink-0 rounded-full bg-sunken px-2 text-xs leading-5 font-medium text-ink-2">
          {t("group.count", { count: group.campaigns.length })}
        </span>
      </button>
      <GroupTotals group={group} />
    </div>
  );
}

function groupName(t: Translate, grouping: Grouping, group: string): string {
  if (grouping === "state") return t(`state.${stateOrder.find((state) => state === group) ?? "unknown"}`);
  if (group !== "") return group;
  return t(grouping === "label" ? "group.noLabel" : "group.unknownAgent");
}

function GroupTotals({ group: { campaigns } }: { group: Group }) {
  const { t, format } = useDisplay();
  const totals = totalsOf(campaigns);
  const { attention, left, called, total, uncounted, pace } = totals;
  return (
    <span className="whole-line min-w-0 items-center text-xs text-ink-2 *:me-3">
      {attention > 0 && (
        <span className="inline-flex shrink-0 items-center gap-1 font-semibold text-urgent">
          <Icon name="willMissWindow" />
          {format.number(attention)}
          <span className="sr-only">{t("summary.attention", { count: attention })}</span>
        </span>
      )}
      {uncounted < campaigns.length && (
        <span className="shrink-0 max-sm:hidden">
          {t("summary.called", { called: format.number(called), total: format.number(total) })}
        </span>
      )}
      {pace.sum !== null && (
        <span className="shrink-0 max-sm:hidden">{t("summary.pace", { pace: format.pace(pace.sum) })}</span>
      )}
      {left.sum !== null && left.sum > 0 && (
        <span className="max-sm:hidden">{t("forecast.willStay", { count: format.number(left.sum) })}</span>
      )}
    </span>
  );
}
