import { useEffect } from "react";
import { useRoute } from "wouter";
import type { Board } from "../features/board/use-board.ts";
import { keyOf, nameOf, parseKey } from "../lib/campaign-key.ts";
import { useDisplay } from "../lib/display.tsx";

/** Names the tab after what it shows, so that several can be told apart. */
export function useDocumentTitle(board: Board): void {
  const { t } = useDisplay();
  const [onWall] = useRoute("/wall");
  const campaign = useCampaignName(board);
  const place = campaign ?? (onWall ? t("page.wall") : null);
  const title = place === null ? t("app.name") : `${place} – ${t("app.name")}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Of the campaign whose page is open; null: none is. */
function useCampaignName(board: Board): string | null {
  const { t } = useDisplay();
  const [open, params] = useRoute("/campaigns/:sdkAppId/:campaignId");
  const key = open ? parseKey(params.sdkAppId, params.campaignId) : null;
  if (key === null) return null;
  const campaign = board.state?.campaigns.get(keyOf(key));
  return (campaign && nameOf(campaign)) ?? t("row.unnamed", { id: key.campaignId });
}
