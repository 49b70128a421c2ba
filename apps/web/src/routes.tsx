import { Fragment, useEffect } from "react";
import { Link, Route, Switch } from "wouter";
import { BlankSlate } from "./components/ui/blank-slate.tsx";
import { lazy } from "./components/ui/lazy-part.tsx";
import { keyOf, parseKey } from "./domain/campaign-key.ts";
import { useDisplay } from "./i18n/display.tsx";
import type { BoardPageProps } from "./pages/board/board-page.tsx";
import type { BoardPlace } from "./pages/board/board-place.ts";

const PortfolioPage = lazy(() => import("./pages/agents/agents-page.tsx").then((it) => it.PortfolioPage));
const ArchivePage = lazy(() => import("./pages/archive/archive-page.tsx").then((it) => it.ArchivePage));
const ApiKeysPage = lazy(() => import("./pages/api-keys/api-keys-page.tsx").then((it) => it.ApiKeysPage));
const CampaignPage = lazy(() => import("./pages/campaign/campaign-page.tsx").then((it) => it.CampaignPage));

export function OtherPages({ board, place, session, watchList }: BoardPageProps) {
  const mayEdit = session?.enabled.watchListEditing ?? false;
  return (
    <Switch>
      <Route path="/agents">
        <Arrival place={place} />
        {board.state && <PortfolioPage campaigns={board.state.campaigns} />}
        {!board.state && board.contact !== "lost" && <div className="skeleton h-64" />}
      </Route>
      <Route path="/archive">
        <Arrival place={place} />
        <ArchivePage mayEdit={mayEdit} onAdded={watchList.added} />
      </Route>
      <Route path="/api-keys">
        <Arrival place={place} />
        {session && (session.enabled.apiKeys ? <ApiKeysPage /> : <NotFoundPage />)}
      </Route>
      <Route path="/campaigns/:sdkAppId/:campaignId">
        {({ sdkAppId, campaignId }) => {
          const key = parseKey(sdkAppId, campaignId);
          if (key === null) return <NotFoundPage />;
          return (
            <Fragment key={keyOf(key)}>
              <Arrival place={place} campaign={keyOf(key)} />
              <CampaignPage
                campaignKey={key}
                board={board}
                onEditLabel={mayEdit ? watchList.editLabel : undefined}
              />
            </Fragment>
          );
        }}
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
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

interface ArrivalProps {
  readonly place: BoardPlace;
  readonly campaign?: string;
}

/** Starts another page than the board at its top. */
function Arrival({ place, campaign }: ArrivalProps): null {
  useEffect(() => {
    // In braces: in newer browsers it returns a promise, which React would take for a clean-up.
    window.scrollTo(0, 0);
    if (campaign !== undefined) place.visit(campaign);
    // Announces the page after the board; on a page that was just opened the focus stays the browser's.
    if (place.left() !== null) document.querySelector("main")?.focus({ preventScroll: true });
  }, [place, campaign]);
  return null;
}
