import type { Campaign } from "@cruiseboard/contract";
import { memo } from "react";
import { Age } from "../../components/campaign/age.tsx";
import { AttentionChips, StateBadge } from "../../components/campaign/state-badge.tsx";
import { IconButton } from "../../components/ui/button.tsx";
import { CheckBox } from "../../components/ui/fields.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { isUrgent } from "../../domain/attention.ts";
import { keyOf, nameOf } from "../../domain/campaign-key.ts";
import type { ShownColumn } from "../../domain/columns.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { cells } from "./cells.tsx";

export interface CampaignActions {
  readonly select: (key: string, selected: boolean, extending: boolean) => void;
  /** Absent: this viewer may not edit the watch list. */
  readonly editing:
    | {
        readonly editLabel: (campaign: Campaign) => void;
        readonly remove: (campaign: Campaign) => void;
      }
    | undefined;
}

/** Shared by rows and cards. */
export const urgentLook = "data-[urgent=true]:shadow-[inset_3px_0_0_var(--color-urgent)]";

/** Columns where there is room, else a card. Its heights are those of board-lines.ts. */
export const rowLook = `campaign ${urgentLook} grid bg-surface border-line items-center aria-selected:bg-accent-soft
  stacked:h-[calc(100%-0.5rem)] stacked:content-between stacked:rounded-xl stacked:border stacked:px-4 stacked:py-3
  stacked:grid-cols-[minmax(0,1fr)_auto] stacked:grid-rows-[1.75rem_auto_auto_auto_2.5rem] stacked:gap-x-3 stacked:gap-y-1.5
  frame:grid-cols-[10.5rem_minmax(0,1fr)_8rem_var(--actions)] frame:grid-rows-[2.25rem_2.25rem_auto] frame:gap-x-3.5 frame:gap-y-1 frame:px-3 frame:py-2
  wide:h-full wide:grid-cols-(--columns) wide:grid-rows-[100%] wide:items-stretch wide:gap-x-(--gap) wide:border-b wide:ps-3 wide:pe-2
  wide:not-aria-selected:hover:bg-sunken/35`;

/** The size of a cell is its column's, so that a change in one is painted without the others. */
export const cellLook =
  "flex min-w-0 flex-col justify-center wide:justify-self-stretch wide:contain-layout wide:contain-size";

/** Compact, one line of what fits whole. */
const oneLine =
  "wide:*:data-part:flex-none compact:h-5 compact:flex-row compact:flex-wrap compact:content-start compact:items-center compact:justify-start compact:gap-x-2 compact:self-center compact:overflow-hidden";

/** Where the cells stand without columns, and what else differs. */
export const cellLooks: Partial<Record<ShownColumn | "actions", string>> = {
  status: "flex-row items-center justify-start gap-2 frame:row-span-3 frame:self-start",
  campaign: "stacked:col-span-2 frame:col-span-1",
  progress: "gap-1.5 compact:gap-0.5 stacked:col-span-2 frame:col-span-1 frame:col-start-2 frame:row-start-2",
  pace: oneLine,
  eta: oneLine,
  // At most two lines: the pace beside a long expected end gives way.
  forecast: `${oneLine} stacked:col-span-2 stacked:grid stacked:max-h-10 stacked:grid-cols-[auto_minmax(0,1fr)] stacked:items-baseline stacked:justify-start stacked:gap-x-3 stacked:overflow-hidden stacked:*:data-[part=uncalled]:col-span-full frame:col-span-3 frame:col-start-2 frame:row-start-3 frame:grid-cols-[max-content_minmax(0,max-content)_max-content] frame:*:data-[part=uncalled]:col-auto`,
  window: "frame:col-span-2 frame:row-start-2",
  age: "stacked:col-start-2 stacked:row-start-1 stacked:justify-self-end frame:col-start-3 print:self-center wide:block",
  actions:
    "stacked:justify-self-end wide:items-end frame:col-start-4 frame:row-start-1 max-sm:-me-2 print:hidden",
};

interface CampaignRowProps {
  readonly campaign: Campaign;
  /** From 2 on: the head is row 1. */
  readonly rowIndex: number;
  readonly columns: readonly ShownColumn[];
  readonly outOfTouch: boolean;
  readonly selected: boolean;
  readonly actions: CampaignActions;
}

/** Renders only when its campaign changed; what changes with time ticks inside. */
export const CampaignRow = memo(function CampaignRow({
  campaign,
  rowIndex,
  columns,
  outOfTouch,
  selected,
  actions,
}: CampaignRowProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- positioned rows cannot be a tr
    <div
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={selected}
      className={rowLook}
      {...campaignMarks(campaign, outOfTouch)}
    >
      {columns.map((column) => (
        <div key={column} role="cell" data-cell={column} className={`${cellLook} ${cellLooks[column] ?? ""}`}>
          {column === "status" ? (
            <>
              <SelectBox campaign={campaign} selected={selected} actions={actions} />
              <span className="flex min-w-0 items-center gap-x-2.5 gap-y-0.5 compact:flex-row compact:items-center compact:gap-2 frame:flex-col frame:items-start frame:gap-1 wide:flex-col wide:items-start">
                <StateBadge campaign={campaign} />
                <AttentionChips campaign={campaign} most={1} />
              </span>
            </>
          ) : (
            <RowCell column={column} campaign={campaign} outOfTouch={outOfTouch} />
          )}
        </div>
      ))}
      <div role="cell" data-cell="actions" className={`${cellLook} ${cellLooks.actions}`}>
        <RowActions campaign={campaign} actions={actions} />
      </div>
    </div>
  );
});

/** For programs that read the page, and for styles. */
export function campaignMarks(campaign: Campaign, outOfTouch: boolean) {
  const stale = (outOfTouch || campaign.freshness === "stale") && campaign.observedAt !== null;
  return {
    "data-campaign": keyOf(campaign),
    "data-state": campaign.state,
    "data-freshness": stale ? "stale" : campaign.freshness,
    "data-urgent": campaign.attention.some(({ kind }) => isUrgent(kind)),
  };
}

interface RowCellProps {
  readonly column: Exclude<ShownColumn, "status">;
  readonly campaign: Campaign;
  readonly outOfTouch: boolean;
}

function RowCell({ column, campaign, outOfTouch }: RowCellProps) {
  if (column === "age") {
    return (
      // A grid's cell is laid out with the whole grid, a box within it is not: an age changes every second.
      <div
        data-part="age"
        className="wide:flex wide:h-full wide:flex-col wide:items-end wide:justify-center wide:contain-layout wide:contain-size"
      >
        <Age campaign={campaign} outOfTouch={outOfTouch} />
      </div>
    );
  }
  const Cell = cells[column];
  return <Cell campaign={campaign} />;
}

interface RowActionsProps {
  readonly campaign: Campaign;
  readonly actions: CampaignActions;
}

export function RowActions({ campaign, actions: { editing } }: RowActionsProps) {
  const { t } = useDisplay();
  if (editing === undefined) return null;
  const name = nameOf(campaign) ?? campaign.campaignId;
  const style = "row-action h-7 w-6 text-ink-3 pointer-coarse:w-8";
  return (
    <span className="flex">
      <IconButton
        label={t("row.label", { name })}
        onClick={() => editing.editLabel(campaign)}
        className={style}
      >
        <Icon name="edit" />
      </IconButton>
      <IconButton
        label={t("row.remove", { name })}
        onClick={() => editing.remove(campaign)}
        className={style}
      >
        <Icon name="close" />
      </IconButton>
    </span>
  );
}

interface SelectBoxProps extends RowActionsProps {
  readonly selected: boolean;
}

/** With the Shift key, everything from the last selected campaign on. */
export function SelectBox({ campaign, selected, actions }: SelectBoxProps) {
  const { t } = useDisplay();
  return (
    <CheckBox
      checked={selected}
      aria-label={t("select.one", { name: nameOf(campaign) ?? String(campaign.campaignId) })}
      onChange={({ target, nativeEvent }) =>
        actions.select(
          keyOf(campaign),
          target.checked,
          nativeEvent instanceof MouseEvent && nativeEvent.shiftKey,
        )
      }
      className="select-box shrink-0"
    />
  );
}
