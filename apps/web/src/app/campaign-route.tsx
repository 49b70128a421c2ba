import type { Campaign } from "@cruiseboard/contract";
import { Link, useSearch } from "wouter";
import { Icon } from "../components/ui/icon.tsx";
import type { Board } from "../features/board/use-board.ts";
import { CampaignPage } from "../features/campaign/components/campaign-page.tsx";
import type { BoardPlace } from "../lib/board-place.ts";
import { keyOf, parseKey } from "../lib/campaign-key.ts";
import { useDisplay } from "../lib/display.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { useArrival } from "./use-arrival.ts";

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
  useArrival(place, key && keyOf(key));
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
