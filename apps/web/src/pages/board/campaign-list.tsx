import type { Campaign } from "@cruiseboard/contract";
import { type ComponentProps, memo, useRef } from "react";
import { useFocus } from "../../api/focus.ts";
import { keyOf } from "../../domain/campaign-key.ts";
import { fitColumns, type ShownColumn } from "../../domain/columns.ts";
import { type Group, toggleFolding } from "../../domain/grouping.ts";
import type { ViewState } from "../../domain/view-state.ts";
import {
  campaignsIn,
  groupKey,
  isGroup,
  type Line,
  lineHeight,
  lineOf,
  linesOf,
  offsetsOf,
  type Span,
} from "./board-lines.ts";
import type { BoardPlace } from "./board-place.ts";
import { CampaignCard } from "./campaign-card.tsx";
import { type CampaignActions, CampaignRow } from "./campaign-row.tsx";
import { CardsFrame, GroupHead, GroupRow, ListHead, PlacedLine, TableFrame } from "./list-frames.tsx";
import { useKeptPlace, useReturn } from "./use-return.ts";
import { cardChartSize, perLine, sheetWidth, useRoom } from "./use-room.ts";
import { mostPrinted, useHeldLine, usePrinting, useWindowSpan } from "./use-window-span.ts";

interface CampaignListProps {
  /** In the view's order. */
  readonly campaigns: readonly Campaign[];
  /** The same, if they are to be grouped. */
  readonly groups: readonly Group[] | null;
  readonly view: ViewState;
  readonly onChange: (change: Partial<ViewState>) => void;
  readonly outOfTouch: boolean;
  readonly place: BoardPlace;
  readonly selection: ReadonlySet<string>;
  /** Every box to select with shows. */
  readonly selecting: boolean;
  readonly actions: CampaignActions;
}

/** In a window narrower than the columns need, a row has its own arrangement of these. */
const stackedColumns: readonly ShownColumn[] = [
  "status",
  "campaign",
  "progress",
  "forecast",
  "window",
  "age",
];

/** Thousands of campaigns, of which only those on screen exist. The window scrolls, as in any page. */
export function CampaignList(props: CampaignListProps) {
  const { campaigns, groups, view, onChange, outOfTouch, place, selection, selecting, actions } = props;
  const list = useRef<HTMLDivElement>(null);
  const boardRoom = useRoom();
  const { room, rem, width } = boardRoom;
  const abreast = perLine(view.layout, boardRoom);
  const { layout, density } = view;
  const lines = linesOf(campaigns, groups, abreast);
  const offsets = offsetsOf(lines, lineHeight({ layout, density, room, rem }));
  const printing = usePrinting();
  const span = useWindowSpan(list, offsets, printing);
  const held = useHeldLine(lines, span.drawn);
  useFocus(useSeenKeys(lines, span.seen));
  useKeptPlace({
    list,
    lines,
    offsets,
    seen: span.seen,
    arrangement: `${layout} ${density} ${room} ${abreast}`,
  });
  useReturn({ place, list, offsetOf: (key) => offsets[lineOf(lines, key)] });

  const fitted =
    printing || room === "wide"
      ? fitColumns(view.columns, printing ? sheetWidth : width)
      : { shown: stackedColumns, tight: false };
  const toggle = (group: string) => onChange({ folding: toggleFolding(view.folding, group) });
  const { sort: sorted, descending } = view;
  const sortBy = (sort: ViewState["sort"]) => onChange({ sort, descending: sorted === sort && !descending });

  const drawGroup = (group: Group) => <GroupHead group={group} grouping={view.grouping} onToggle={toggle} />;
  const shared = { outOfTouch, actions };
  const drawn = indexesOf(span.drawn, held.index, lines.length).flatMap((index) => {
    const line = lines[index];
    return line === undefined
      ? []
      : [{ line, index, top: offsets[index] ?? 0, bottom: offsets[index + 1] ?? 0 }];
  });
  const frame = {
    list,
    height: offsets.at(-1) ?? 0,
    printed:
      printing && lines.length > mostPrinted
        ? { campaigns: lines.slice(0, mostPrinted).flatMap(campaignsIn).length, of: campaigns.length }
        : null,
    selecting,
    onFocus: held.onFocus,
    onBlur: held.onBlur,
  };

  if (layout === "cards") {
    const chart = cardChartSize(boardRoom, abreast);
    return (
      <CardsFrame {...frame} abreast={abreast}>
        {/* In one flat list: cards in lines of their own would be made anew whenever one comes in before them. */}
        {drawn.flatMap(({ line, top, bottom }) =>
          isGroup(line)
            ? [
                <PlacedLine key={groupKey(line)} name={groupKey(line)} top={top} bottom={bottom}>
                  {drawGroup(line)}
                </PlacedLine>,
              ]
            : campaignsIn(line).map((campaign, column) => (
                <PlacedLine
                  key={keyOf(campaign)}
                  name={keyOf(campaign)}
                  top={top}
                  bottom={bottom}
                  column={column}
                >
                  <CampaignCard
                    campaign={campaign}
                    selected={selection.has(keyOf(campaign))}
                    chartWidth={chart.width}
                    chartHeight={chart.height}
                    {...shared}
                  />
                </PlacedLine>
              )),
        )}
      </CardsFrame>
    );
  }
  return (
    <TableFrame
      {...frame}
      fitted={fitted}
      density={density}
      rows={lines.length}
      head={<ListHead columns={fitted.shown} sort={sorted} descending={descending} onSort={sortBy} />}
    >
      {/* In one flat list: in lists of their own, rows would be made anew whenever one comes in above them. */}
      {drawn.flatMap(({ line, index, top, bottom }) =>
        isGroup(line)
          ? [
              <PlacedLine key={groupKey(line)} name={groupKey(line)} top={top} bottom={bottom}>
                <GroupRow rowIndex={index + 2} cells={fitted.shown.length + 1}>
                  {drawGroup(line)}
                </GroupRow>
              </PlacedLine>,
            ]
          : campaignsIn(line).map((campaign) => (
              <PlacedRow
                key={keyOf(campaign)}
                campaign={campaign}
                rowIndex={index + 2}
                columns={fitted.shown}
                selected={selection.has(keyOf(campaign))}
                top={top}
                bottom={bottom}
                {...shared}
              />
            )),
      )}
    </TableFrame>
  );
}

type PlacedRowProps = ComponentProps<typeof CampaignRow> & { readonly top: number; readonly bottom: number };

/** Most polls leave most rows where and as they are. */
const PlacedRow = memo(function PlacedRow({ top, bottom, ...row }: PlacedRowProps) {
  return (
    <PlacedLine name={keyOf(row.campaign)} top={top} bottom={bottom}>
      <CampaignRow {...row} />
    </PlacedLine>
  );
});

/** The lines to draw, ascending; the one that has the focus stays, wherever it is. */
function indexesOf({ first, last }: Span, held: number, count: number): number[] {
  const end = Math.min(last, count - 1);
  const indexes = Array.from({ length: Math.max(0, end - first + 1) }, (_, index) => first + index);
  if (held < 0 || held >= count || (held >= first && held <= end)) return indexes;
  return held < first ? [held, ...indexes] : [...indexes, held];
}

/** The same array as long as the same campaigns are in sight. */
function useSeenKeys(lines: readonly Line[], { first, last }: Span): readonly string[] {
  const joined = lines
    .slice(first, last + 1)
    .flatMap(campaignsIn)
    .map(keyOf)
    .join();
  return joined === "" ? [] : joined.split(",");
}
