import type { CampaignKey, Session } from "@cruiseboard/contract";
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, type RefObject, useDeferredValue, useEffect, useRef } from "react";
import { Link, Route, Switch, useLocation, useRoute } from "wouter";
import { type Board, useBoard } from "./api/board.ts";
import { campaignQuery } from "./api/campaign.ts";
import { useMayEdit, useSession } from "./api/session.ts";
import { OutOfTouch } from "./components/campaign/age.tsx";
import { BlankSlate } from "./components/ui/blank-slate.tsx";
import { Button } from "./components/ui/button.tsx";
import { FaultBoundary, lazy } from "./components/ui/lazy-part.tsx";
import { BoardBanner, useNewerPage } from "./connection/board-banner.tsx";
import { useTabSignals } from "./connection/tab-signals.ts";
import { SharedLocalParts, sharedLocalParts } from "./domain/agents.ts";
import { keyOf, listOf, parseKey, titleOf } from "./domain/campaign-key.ts";
import { MaskedFields } from "./domain/masked.ts";
import { useDisplay } from "./i18n/display.tsx";
import { BoardPage } from "./pages/board/board-page.tsx";
import type { BoardPlace } from "./pages/board/board-place.ts";
import { Header } from "./pages/frame/header.tsx";
import { pages } from "./pages/frame/keys.ts";
import { Tooltips } from "./pages/frame/tooltips.tsx";
import { AnnouncementBar } from "./pages/watch-list/announcement-bar.tsx";
import { LabelDialog } from "./pages/watch-list/label-dialog.tsx";
import { useWatchList } from "./pages/watch-list/use-watch-list.ts";

const lazyPage = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(load, { waiting: <div className="skeleton h-64" /> });
const PortfolioPage = lazyPage(() => import("./pages/agents/agents-page.tsx").then((it) => it.PortfolioPage));
const ArchivePage = lazyPage(() => import("./pages/archive/archive-page.tsx").then((it) => it.ArchivePage));
const ApiKeysPage = lazyPage(() => import("./pages/api-keys/api-keys-page.tsx").then((it) => it.ApiKeysPage));
const CampaignPage = lazyPage(() =>
  import("./pages/campaign/campaign-page.tsx").then((it) => it.CampaignPage),
);
const WallPage = lazy(() => import("./pages/wall/wall-page.tsx").then((it) => it.WallPage), {
  missing: <Crashed />,
});
const AddDialog = lazy(() => import("./pages/watch-list/watch-list-form.tsx").then((it) => it.AddDialog));

const nothing: Session["masked"] = [];

/** Boards of more campaigns are rendered in slices; for smaller ones slices would take longer. */
const renderedAtOnce = 2000;

export function Shell() {
  const board = useBoard();
  const large = (board.state?.campaigns.size ?? 0) > renderedAtOnce;
  const inSlices = useDeferredValue(large ? board : null);
  const [onWall] = useRoute("/wall");
  const newer = useNewerPage(board, onWall);
  // Polls, and the reload for a newer build, go on outside of the boundary.
  return (
    <FaultBoundary fallback={<Crashed />}>
      <Pages board={large && inSlices !== null ? inSlices : board} onWall={onWall} newer={newer} />
    </FaultBoundary>
  );
}

export function Crashed() {
  const { t } = useDisplay();
  return (
    <main>
      <BlankSlate wholePage title={t("crash.title")} hint={t("crash.hint")}>
        <Button onClick={() => location.reload()}>{t("crash.reload")}</Button>
      </BlankSlate>
    </main>
  );
}

function Pages({ board, onWall, newer }: { board: Board; onWall: boolean; newer: boolean }) {
  const { t } = useDisplay();
  const placeRef = useRef<BoardPlace>({ left: null });
  const session = useSession();
  const mayEdit = useMayEdit();
  const { state, pollNow } = board;
  const watchList = useWatchList({ pollNow });
  const [onCampaign, params] = useRoute("/campaigns/:sdkAppId/:campaignId");
  const campaignKey = onCampaign ? parseKey(params.sdkAppId, params.campaignId) : null;
  useTabSignals(board, usePageTitle(board, campaignKey));
  useArrival(placeRef);
  const campaigns = listOf(state?.campaigns);
  // The poll itself is rendered first.
  const shared = sharedLocalParts(useDeferredValue(campaigns));
  return (
    <OutOfTouch value={board.contact === "lost"}>
      <MaskedFields value={session?.masked ?? nothing}>
        <SharedLocalParts value={shared}>
          {onWall ? (
            <WallPage board={board} />
          ) : (
            <>
              <a
                href="#content"
                className="sr-only z-50 rounded-lg bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
              >
                {t("app.skip")}
              </a>
              <Header board={board} watchList={watchList} />
              <main
                id="content"
                tabIndex={-1}
                className="outline-none mx-auto flex max-w-[110rem] flex-col gap-4 px-3 pt-1 pb-2 sm:px-4 wide:px-6 wide:py-4"
              >
                <BoardBanner board={board} newer={newer} />
                <Switch>
                  <Route path="/">
                    <BoardPage {...{ board, placeRef, watchList }} />
                  </Route>
                  <Route path="/agents">
                    {state && <PortfolioPage campaigns={state.campaigns} />}
                    {!state && board.contact !== "lost" && <div className="skeleton h-64" />}
                  </Route>
                  <Route path="/archive">
                    <ArchivePage onAdded={watchList.added} />
                  </Route>
                  <Route path="/api-keys">
                    {session && (session.enabled.apiKeys ? <ApiKeysPage /> : <NotFoundPage />)}
                  </Route>
                  <Route>
                    {campaignKey === null ? (
                      <NotFoundPage />
                    ) : (
                      <CampaignPage
                        key={keyOf(campaignKey)}
                        campaignKey={campaignKey}
                        board={board}
                        onEditLabel={mayEdit ? watchList.editLabel : undefined}
                      />
                    )}
                  </Route>
                </Switch>
              </main>
              <Tooltips />
              {watchList.labelling.length > 0 && <LabelDialog watchList={watchList} known={campaigns} />}
              {watchList.adding && (
                <AddDialog
                  suggestedSdkAppId={String(campaigns[0]?.sdkAppId ?? "")}
                  known={campaigns}
                  onClose={() => watchList.setAdding(false)}
                  onAdded={watchList.added}
                />
              )}
              <AnnouncementBar watchList={watchList} />
            </>
          )}
        </SharedLocalParts>
      </MaskedFields>
    </OutOfTouch>
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

/** Starts another page than the board at its top. */
function useArrival(placeRef: RefObject<BoardPlace>): void {
  const [path] = useLocation();
  useEffect(() => {
    if (path === "/" || path === "/wall") return;
    window.scrollTo(0, 0);
    // Announces the page after the board; on a page that was just opened the focus stays the browser's.
    if (placeRef.current.left !== null) document.querySelector("main")?.focus({ preventScroll: true });
  }, [placeRef, path]);
}

function usePageTitle(board: Board, key: CampaignKey | null): string {
  const { t } = useDisplay();
  const [path] = useLocation();
  // Fetched by the campaign's page.
  const options = campaignQuery(key ?? { sdkAppId: 0, campaignId: 0 }, { onBoard: false });
  const { data: archived } = useQuery({ ...options, enabled: false });
  const page = pages.find((each) => each.path === path && path !== "/")?.name;
  const name = path === "/api-keys" ? "apiKeys.title" : page;
  const campaign = key && (board.state?.campaigns.get(keyOf(key)) ?? archived ?? { name: null, label: null });
  const place = campaign ? titleOf(t, { ...campaign, ...key }) : name && t(name);
  return place === undefined ? t("app.name") : `${place} – ${t("app.name")}`;
}
