import type { FocusEvent, ReactNode, RefObject } from "react";
import { columnTemplate, type FittedColumns } from "../../../lib/columns.ts";
import { useDisplay } from "../../../lib/display.tsx";
import type { Density } from "../../../lib/view-state.ts";

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
