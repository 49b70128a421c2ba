import type { Campaign } from "@cruiseboard/contract";
import { useEffect } from "react";
import { Link, useSearch } from "wouter";
import { Icon } from "../components/ui/icon.tsx";
import type { Board } from "../features/board/use-board.ts";
import { CampaignPage } from "../features/campaign/components/campaign-page.tsx";
import type { BoardPlace } from "../lib/board-place.ts";
import { keyOf, parseKey } from "../lib/campaign-key.ts";
import { useDisplay } from "../lib/display.tsx";
import { NotFoundPage } from "./not-found-page.tsx";

interface CampaignRouteProps {
  readonly board: Board;
  readonly place: BoardPlace;
  readonly sdkAppId: string;
  readonly campaignId: string;
  /** Absent: this viewer may not. */
  readonly onEditLabel: ((campaign: Campaign) => void) | undefined;
}

export function CampaignRoute({ board, place, sdkAppId, campaignId, onEditLabel }: CampaignRouteProps) {
  const key = parseKey(sdkAppId, campaignId);
  const path = key && keyOf(key);
  useEffect(() => {
    // In newer browsers this answers a promise, which React would take for a clean-up.
    window.scrollTo(0, 0);
    place.visit(path);
    // Whoever came by the board is told of the new page; on a page that is just opened the focus stays the browser's.
    if (place.left() !== null) document.querySelector("main")?.focus({ preventScroll: true });
  }, [place, path]);
  if (key === null) return <NotFoundPage />;
  return (
    <CampaignPage
      campaignKey={key}
      campaign={board.state?.campaigns.get(keyOf(key))}
      boardLoaded={board.state !== undefined}
      outOfTouch={board.contact === "lost"}
      backLink={<BackLink />}
      onRefreshed={board.put}
      onEditLabel={onEditLabel}
    />
  );
}

/** Keeps the query, so that the board comes back as it was left. */
function BackLink() {
  const { t } = useDisplay();
  const search = useSearch();
  return (
    <Link
      href={`/${search && `?${search}`}`}
      className="no-print inline-flex h-8 items-center gap-1 self-start rounded-lg text-ink-2 hover:text-ink"
    >
      <Icon name="back" />
      {t("page.toBoard")}
    </Link>
  );
}
