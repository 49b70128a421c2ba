import type { Campaign } from "@cruiseboard/contract";
import { IconButton } from "../../../components/ui/button.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { nameOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";

/** What can be done to one campaign of the watch list; absent: this viewer may not. */
export interface RowEditing {
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
