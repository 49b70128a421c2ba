import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation, useRoute } from "wouter";
import type { Board } from "../../api/board.ts";
import { campaignQuery } from "../../api/campaign.ts";
import { keyOf, nameOf, parseKey } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";

/** Those that are not named after what they show. */
const pages = [
  { path: "/wall", words: "page.wall" },
  { path: "/agents", words: "page.agents" },
  { path: "/archive", words: "page.archive" },
] as const;

/** Names the tab after what it shows, so that several can be told apart. */
export function useDocumentTitle(board: Board): void {
  const { t } = useDisplay();
  const [path] = useLocation();
  const campaign = useCampaignName(board);
  const page = pages.find((one) => one.path === path);
  const place = campaign ?? (page ? t(page.words) : null);
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
  // Asked for by the campaign's page.
  const options = campaignQuery(key ?? { sdkAppId: 0, campaignId: 0 }, { onBoard: false });
  const { data: archived } = useQuery({ ...options, enabled: false });
  if (key === null) return null;
  const campaign = board.state?.campaigns.get(keyOf(key)) ?? archived;
  return (campaign && nameOf(campaign)) ?? t("row.unnamed", { id: key.campaignId });
}
