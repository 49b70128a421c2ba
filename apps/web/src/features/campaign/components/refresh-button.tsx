import type { Campaign } from "@cruiseboard/contract";
import { useMutation } from "@tanstack/react-query";
import { Button } from "../../../components/ui/button.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { failureWords } from "../../../lib/failure-words.ts";
import { refreshCampaign } from "../api/refresh-campaign.ts";

interface RefreshButtonProps {
  readonly campaign: Campaign;
  readonly onRefreshed: (campaign: Campaign) => void;
}

/** Asks the upstream at once and says what came of it. */
export function RefreshButton({ campaign, onRefreshed }: RefreshButtonProps) {
  const { t } = useDisplay();
  const refresh = useMutation({
    mutationFn: refreshCampaign,
    networkMode: "always",
    onSuccess: onRefreshed,
  });
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
      <span role="status" className={`text-xs ${refresh.isError ? "text-urgent" : "text-ink-2"}`}>
        {refresh.isError && t("watch.failed", { reason: failureWords(t, refresh.error) })}
        {refresh.isSuccess && <span className="sr-only">{t("campaign.refreshed")}</span>}
      </span>
      <Button disabled={refresh.isPending} onClick={() => refresh.mutate(campaign)}>
        <Icon name="refresh" />
        {refresh.isPending ? t("campaign.refreshing") : t("campaign.refresh")}
      </Button>
    </span>
  );
}
