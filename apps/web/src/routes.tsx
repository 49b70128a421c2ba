import type { Session } from "@cruiseboard/contract";
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

const PortfolioPage = lazy(() =>
  import("./pages/agents/agents-page.tsx").then(({ PortfolioPage }) => PortfolioPage),
);
const ArchivePage = lazy(() =>
  import("./pages/archive/archive-page.tsx").then(({ ArchivePage }) => ArchivePage),
);
const CampaignPage = lazy(() =>
  import("./pages/campaign/campaign-page.tsx").then(({ CampaignPage }) => CampaignPage),
);

interface OtherPagesProps {
  readonly board: Board;
  readonly place: BoardPlace;
  readonly session: Session | undefined;
  readonly watchList: WatchListActions;
}

/** Every page but the board and the wall; each is a chunk of its own. */
export function OtherPages(props: OtherPagesProps) {
  return (
    <Switch>
      <Route path="/agents">
        <AgentsRoute {...props} />
      </Route>
      <Route path="/archive">
        <ArchiveRoute {...props} />
      </Route>
      <Route path="/campaigns/:sdkAppId/:campaignId">
        {({ sdkAppId, campaignId }) => (
          <CampaignRoute
            key={`${sdkAppId}/${campaignId}`}
            {...props}
            sdkAppId={sdkAppId}
            campaignId={campaignId}
          />
        )}
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}

function AgentsRoute({ board, place }: OtherPagesProps) {
  useArrival(place);
  if (board.state === undefined) return board.contact === "lost" ? null : <div className="skeleton h-64" />;
  return <PortfolioPage campaigns={board.state.campaigns} tabs={<PageTabs />} />;
}

function ArchiveRoute({ place, session, watchList }: Omit<OtherPagesProps, "board">) {
  useArrival(place);
  return (
    <ArchivePage
      mayEdit={session?.enabled.watchListEditing ?? false}
      tabs={<PageTabs />}
      onAdded={watchList.added}
    />
  );
}

interface CampaignRouteProps extends OtherPagesProps {
  readonly sdkAppId: string;
  readonly campaignId: string;
}

function CampaignRoute({ board, place, session, watchList, sdkAppId, campaignId }: CampaignRouteProps) {
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
      onEditLabel={session?.enabled.watchListEditing ? watchList.editLabel : undefined}
    />
  );
}

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

/** Starts another page than the board at its top. @param campaign whose page it is; null: none */
function useArrival(place: BoardPlace, campaign: string | null = null): void {
  useEffect(() => {
    // In braces: in newer browsers it returns a promise, which React would take for a clean-up.
    window.scrollTo(0, 0);
    if (campaign !== null) place.visit(campaign);
    // Announces the page after the board; on a page that was just opened the focus stays the browser's.
    if (place.left() !== null) document.querySelector("main")?.focus({ preventScroll: true });
  }, [place, campaign]);
}
