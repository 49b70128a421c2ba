import type { Campaign, Session } from "@cruiseboard/contract";
import { useEffect } from "react";
import { Link, Route, Switch, useSearch } from "wouter";
import type { Board } from "./api/board.ts";
import { BlankSlate } from "./components/ui/blank-slate.tsx";
import { Icon } from "./components/ui/icon.tsx";
import { lazy } from "./components/ui/lazy-part.tsx";
import { keyOf, parseKey } from "./domain/campaign-key.ts";
import { useDisplay } from "./i18n/display.tsx";
import type { BoardPlace } from "./pages/board/board-place.ts";
import { PageTabs } from "./pages/frame/page-tabs.tsx";
import type { WatchListActions } from "./pages/watch-list/use-watch-list.ts";

const PortfolioPage = lazy(async () => ({
  default: (await import("./pages/agents/agents-page.tsx")).PortfolioPage,
}));
const ArchivePage = lazy(async () => ({
  default: (await import("./pages/archive/archive-page.tsx")).ArchivePage,
}));
const CampaignPage = lazy(async () => ({
  default: (await import("./pages/campaign/campaign-page.tsx")).CampaignPage,
}));

interface OtherPagesProps {
  readonly board: Board;
  readonly place: BoardPlace;
  readonly session: Session | undefined;
  readonly watchList: WatchListActions;
}

/** Every page but the board and the wall; each is a chunk of its own. */
export function OtherPages({ board, place, session, watchList }: OtherPagesProps) {
  return (
    <Switch>
      <Route path="/agents">
        <AgentsRoute board={board} place={place} />
      </Route>
      <Route path="/archive">
        <ArchiveRoute place={place} session={session} watchList={watchList} />
      </Route>
      <Route path="/campaigns/:sdkAppId/:campaignId">
        {({ sdkAppId, campaignId }) => (
          <CampaignRoute
            key={`${sdkAppId}/${campaignId}`}
            board={board}
            place={place}
            sdkAppId={sdkAppId}
            campaignId={campaignId}
            onEditLabel={session?.enabled.watchListEditing ? watchList.editLabel : undefined}
          />
        )}
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}

/** The portfolio by agent, from what the board polls anyway. */
function AgentsRoute({ board, place }: { board: Board; place: BoardPlace }) {
  useArrival(place);
  if (board.state === undefined) return board.contact === "lost" ? null : <div className="skeleton h-64" />;
  return <PortfolioPage campaigns={board.state.campaigns} tabs={<PageTabs />} />;
}

interface ArchiveRouteProps {
  readonly place: BoardPlace;
  readonly session: Session | undefined;
  readonly watchList: WatchListActions;
}

/** What has left the board. */
function ArchiveRoute({ place, session, watchList }: ArchiveRouteProps) {
  useArrival(place);
  return (
    <ArchivePage
      mayEdit={session?.enabled.watchListEditing ?? false}
      tabs={<PageTabs />}
      onAdded={watchList.added}
    />
  );
}

interface CampaignRouteProps {
  readonly board: Board;
  readonly place: BoardPlace;
  readonly sdkAppId: string;
  readonly campaignId: string;
  /** Absent: this viewer may not. */
  readonly onEditLabel: ((campaign: Campaign) => void) | undefined;
}

function CampaignRoute({ board, place, sdkAppId, campaignId, onEditLabel }: CampaignRouteProps) {
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
      className="print:hidden inline-flex h-8 items-center gap-1 self-start rounded-lg text-ink-2 hover:text-ink"
    >
      <Icon name="back" />
      {t("page.toBoard")}
    </Link>
  );
}

function NotFoundPage() {
  const { t } = useDisplay();
  return (
    <BlankSlate wholePage title={t("page.notFound")} hint={t("page.notFoundHint")}>
      <Link href="/" className="font-medium text-accent underline">
        {t("page.toBoard")}
      </Link>
    </BlankSlate>
  );
}

/** Begins another page than the board at its top. @param campaign the one that it is about; null: none. */
function useArrival(place: BoardPlace, campaign: string | null = null): void {
  useEffect(() => {
    // In newer browsers this answers a promise, which React would take for a clean-up.
    window.scrollTo(0, 0);
    if (campaign !== null) place.visit(campaign);
    // Whoever came by the board is told of the new page; on a page that is just opened the focus stays the browser's.
    if (place.left() !== null) document.querySelector("main")?.focus({ preventScroll: true });
  }, [place, campaign]);
}
