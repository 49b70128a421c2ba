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
  readonly editing: RowEditing | undefined;
}

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
  const key = keyOf(campaign);
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- rows that are positioned by hand cannot be a tr
    <div
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={selected}
      className="campaign"
      {...campaignMarks(campaign, outOfTouch)}
    >
      {columns.map((column) => (
        <div key={column} role="cell" data-cell={column}>
          {column === "status" ? (
            <>
              <SelectBox
                what={nameOf(campaign) ?? String(campaign.campaignId)}
                selected={selected}
                onSelect={(wanted, extending) => actions.select(key, wanted, extending)}
              />
              <Status campaign={campaign} />
            </>
          ) : (
            <RowCell column={column} campaign={campaign} outOfTouch={outOfTouch} />
          )}
        </div>
      ))}
      <div role="cell" data-cell="actions">
        <RowActions campaign={campaign} editing={actions.editing} />
      </div>
    </div>
  );
});

/** For programs that look at the page, and for styles. */
export function campaignMarks(campaign: Campaign, outOfTouch: boolean) {
  const stale = (outOfTouch || campaign.freshness === "stale") && campaign.observedAt !== null;
  return {
    "data-campaign": keyOf(campaign),
    "data-state": campaign.state,
    "data-freshness": stale ? "stale" : campaign.freshness,
    "data-urgent": campaign.attention.some(({ kind }) => isUrgent(kind)),
  };
}

function Status({ campaign }: { campaign: Campaign }) {
  return (
    <span className="status">
      <StateBadge campaign={campaign} />
      <AttentionChips campaign={campaign} most={1} />
    </span>
  );
}

interface RowCellProps {
  readonly column: Exclude<ShownColumn, "status">;
  readonly campaign: Campaign;
  readonly outOfTouch: boolean;
}

function RowCell({ column, campaign, outOfTouch }: RowCellProps) {
  if (column === "age") {
    return (
      <div data-part="age">
        <Age campaign={campaign} outOfTouch={outOfTouch} />
      </div>
    );
  }
  const Cell = cells[column];
  return <Cell campaign={campaign} />;
}

/** What can be done to one campaign of the watch list; absent: this viewer may not. */
interface RowEditing {
  readonly editLabel: (campaign: Campaign) => void;
  readonly remove: (campaign: Campaign) => void;
}

interface RowActionsProps {
  readonly campaign: Campaign;
  readonly editing: RowEditing | undefined;
}

/** Quiet until the campaign is pointed at, or they have the focus. */
export function RowActions({ campaign, editing }: RowActionsProps) {
  const { t } = useDisplay();
  if (editing === undefined) return null;
  const name = nameOf(campaign) ?? campaign.campaignId;
  const look = "row-action h-7 w-6 text-ink-3 pointer-coarse:w-8";
  return (
    <span className="flex">
      <IconButton
        label={t("row.label", { name })}
        onClick={() => editing.editLabel(campaign)}
        className={look}
      >
        <Icon name="edit" />
      </IconButton>
      <IconButton label={t("row.remove", { name })} onClick={() => editing.remove(campaign)} className={look}>
        <Icon name="close" />
      </IconButton>
    </span>
  );
}

interface SelectBoxProps {
  readonly what: string;
  readonly selected: boolean;
  /** @param extending the Shift key was held: everything from the last one on is meant. */
  readonly onSelect: (selected: boolean, extending: boolean) => void;
}

/** Selects a campaign. With a mouse it shows on the row that is pointed at, and on all once one is selected. */
export function SelectBox({ what, selected, onSelect }: SelectBoxProps) {
  const { t } = useDisplay();
  return (
    <CheckBox
      checked={selected}
      aria-label={t("select.one", { name: what })}
      onChange={({ target, nativeEvent }) =>
        onSelect(target.checked, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
      }
      className="select-box shrink-0"
    />
  );
}
