import type { Campaign } from "@cruiseboard/contract";
import { memo } from "react";
import { Age } from "../../../components/ui/age.tsx";
import { AttentionChips } from "../../../components/ui/attention-chips.tsx";
import { StateBadge } from "../../../components/ui/state-badge.tsx";
import { isUrgent } from "../../../lib/attention.ts";
import { keyOf, nameOf } from "../../../lib/campaign-key.ts";
import type { ShownColumn } from "../../../lib/columns.ts";
import { cells } from "./cells.tsx";
import { RowActions, type RowEditing } from "./row-actions.tsx";
import { SelectBox } from "./select-box.tsx";

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
