import type { Campaign } from "@cruiseboard/contract";
import { type ComponentProps, memo, type ReactNode, type RefObject, useRef } from "react";
import { useFocus } from "../../api/focus.ts";
import { type Group, toggleFolding } from "../../domain/arrange.ts";
import { keyOf } from "../../domain/campaign-key.ts";
import { type ColumnId, columnTemplate, fitColumns, sheetWidth } from "../../domain/columns.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { campaignsIn, groupKey, isGroup, lineHeight, linesOf, perLine, useRoom } from "./board-lines.ts";
import { type BoardPlace, mostPrinted, usePrinting, useReturn, useVisibleLines } from "./board-place.ts";
import { CampaignCard } from "./campaign-card.tsx";
import { type CampaignActions, CampaignRow } from "./campaign-row.tsx";
import { GroupHead, ListHead } from "./list-heads.tsx";
import { changeView, useView } from "./use-view.ts";

interface CampaignListProps {
  readonly campaigns: readonly Campaign[];
  /** The same in groups; null: not grouped. */
  readonly groups: readonly Group[] | null;
  readonly placeRef: RefObject<BoardPlace>;
  readonly selection: ReadonlySet<string>;
  readonly selecting: boolean;
  readonly actions: CampaignActions;
}

/** What a row shows where the window has no room for columns. */
const stackedColumns: readonly ColumnId[] = ["status", "campaign", "progress", "eta", "window", "age"];

/** Rows or cards, of which only those in sight exist. The window scrolls, as in any page. */
export function CampaignList(props: CampaignListProps) {
  const { campaigns, groups, placeRef, selection, selecting, actions } = props;
  const { t } = useDisplay();
  const list = useRef<HTMLDivElement>(null);
  const boardRoom = useRoom();
  const { room, width, columnsWidth } = boardRoom;
  const mayEdit = actions.editing !== undefined;
  const view = useView();
  const { layout, density } = view;
  const abreast = perLine(layout, boardRoom);
  const lines = linesOf(campaigns, groups, abreast);
  const printing = usePrinting();
  const cards = layout === "cards";
  const heightOf = lineHeight(view, boardRoom);
  const overscan = room === "wide" && !cards ? 6 : 2;
  const visible = useVisibleLines({ list, lines, heightOf, overscan, printing, placeRef });
  useFocus(
    lines
      .slice(visible.seen.first, visible.seen.last + 1)
      .flatMap(campaignsIn)
      .map(keyOf),
  );
  useReturn(placeRef);

  const fitted =
    printing || room === "wide"
      ? fitColumns(view.columns, printing ? sheetWidth : mayEdit ? columnsWidth : width)
      : { shown: stackedColumns, tight: false };
  // Flat and keyed by campaign: nested lists would make cards and rows anew when one moves.
  const drawn = visible.drawn.flatMap((index) => {
    const line = lines[index] ?? [];
    const top = visible.offsetOf(index) ?? 0;
    const height = heightOf(line);
    if (!isGroup(line)) {
      return line.map((campaign, column) => {
        const key = keyOf(campaign);
        const shared = { campaign, actions, selected: selection.has(key) };
        return cards ? (
          <PlacedLine key={key} name={key} top={top} height={height} column={column}>
            <CampaignCard {...shared} />
          </PlacedLine>
        ) : (
          <PlacedRow
            key={key}
            {...shared}
            ageBelow={room === "narrow" && !printing}
            top={top}
            height={height}
            rowIndex={index + 2}
            columns={fitted.shown}
          />
        );
      });
    }
    const onToggle = () => changeView({ folding: toggleFolding(view.folding, line.group) });
    const head = <GroupHead group={line} grouping={view.grouping} onToggle={onToggle} />;
    return [
      <PlacedLine key={groupKey(line)} name={groupKey(line)} top={top} height={height}>
        {cards ? (
          head
        ) : (
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- positioned rows cannot be a tr
          <div role="row" aria-rowindex={index + 2}>
            {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- nor their cells a td */}
            <div role="cell" aria-colspan={fitted.shown.length + 1}>
              {head}
            </div>
          </div>
        )}
      </PlacedLine>,
    ];
  });
  const frame = { "data-selecting": selecting, onFocus: visible.onFocus, onBlur: visible.onBlur };
  const height = px(visible.height);
  return (
    <>
      {printing && lines.length > mostPrinted && (
        <p className="hidden font-semibold print:block">
          {t("page.printedPart", {
            count: lines.slice(0, mostPrinted).flatMap(campaignsIn).length,
            total: campaigns.length,
          })}
        </p>
      )}
      {cards ? (
        <div
          {...frame}
          ref={list}
          className="campaign-cards relative h-(--height) [--gap:0.75rem] print:grid print:h-auto print:grid-cols-[repeat(auto-fill,minmax(17rem,1fr))] print:gap-3"
          style={{ "--height": height, "--abreast": abreast }}
        >
          {drawn}
        </div>
      ) : (
        <div
          {...frame}
          role="table"
          aria-label={t("page.board")}
          aria-rowcount={lines.length + 1}
          data-density={density}
          data-tight={fitted.tight}
          className={tableLook}
          style={{ "--columns": columnTemplate(fitted), ...(!mayEdit && { "--actions": "0rem" }) }}
        >
          <ListHead columns={fitted.shown} />
          <div role="rowgroup" ref={list} className="relative h-(--height)" style={{ "--height": height }}>
            {drawn}
          </div>
        </div>
      )}
    </>
  );
}

/** `--actions`: room for two buttons where a mouse does not uncover them. */
export const tableLook =
  "campaign-table [--actions:3rem] wide:[--actions:0rem] [--gap:1rem] data-[tight=true]:[--gap:0.625rem] pointer-coarse:[--actions:4rem] print:[--actions:0rem] wide:rounded-xl wide:border wide:border-line wide:bg-surface";

interface PlacedLineProps {
  readonly name: string;
  /** In pixels below the list's top. */
  readonly top: number;
  readonly height: number;
  /** Of a card, from 0; undefined: as wide as the list. */
  readonly column?: number;
  readonly children: ReactNode;
}

/** A row, card or group at its place in the list. It is translated there, since that shifts no layout. */
function PlacedLine({ name, top, height, column, children }: PlacedLineProps) {
  return (
    <div
      role="presentation"
      data-line={name}
      className={`absolute h-(--height) translate-y-(--top) print:static print:h-auto print:w-auto print:translate-none ${column === undefined ? "inset-x-0 print:col-span-full" : "left-[calc(var(--column)*(100%+var(--gap))/var(--abreast))] w-[calc((100%+var(--gap))/var(--abreast)-var(--gap))]"}`}
      style={{ "--height": px(height), "--top": px(top), "--column": column }}
    >
      {children}
    </div>
  );
}

/** Most polls leave most rows where and as they are. */
const PlacedRow = memo(function PlacedRow({
  top,
  height,
  ...row
}: ComponentProps<typeof CampaignRow> & { readonly top: number; readonly height: number }) {
  return (
    <PlacedLine name={keyOf(row.campaign)} top={top} height={height}>
      <CampaignRow {...row} />
    </PlacedLine>
  );
});

const px = (pixels: number): string => `${pixels}px`;
