import type { Campaign } from "@cruiseboard/contract";
import { IconButton } from "../../../components/ui/button.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { nameOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";

interface RemoveButtonProps {
  readonly campaign: Campaign;
  readonly onRemove: (campaign: Campaign) => void;
}

export function RemoveButton({ campaign, onRemove }: RemoveButtonProps) {
  const { t } = useDisplay();
  return (
    <IconButton
      label={t("row.remove", { name: nameOf(campaign) ?? campaign.campaignId })}
      onClick={() => onRemove(campaign)}
      className="row-action size-7 text-ink-3"
    >
      <Icon name="close" />
    </IconButton>
  );
}
