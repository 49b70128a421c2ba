import type { Session } from "@cruiseboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Route, Switch, useLocation, useRoute } from "wouter";
import { type Board, useBoard } from "./api/board.ts";
import { campaignQuery } from "./api/campaign.ts";
import { sessionQuery } from "./api/session.ts";
import { BlankSlate } from "./components/ui/blank-slate.tsx";
import { Button } from "./components/ui/button.tsx";
import { FaultBoundary, LazyPart, lazy } from "./components/ui/lazy-part.tsx";
import { BoardBanner, useNewerPage } from "./connection/board-banner.tsx";
import { useTabSignals } from "./connection/tab-signals.ts";
import { SharedLocalParts, sharedLocalParts } from "./domain/agents.ts";
import { keyOf, listOf, nameOf, parseKey } from "./domain/campaign-key.ts";
import { MaskedFields } from "./domain/masked.ts";
import { useDisplay } from "./i18n/display.tsx";
import { BoardPage } from "./pages/board/board-page.tsx";
import { createBoardPlace } from "./pages/board/board-place.ts";
import { Header } from "./pages/frame/header.tsx";
import { Tooltips } from "./pages/frame/tooltips.tsx";
import { AnnouncementBar } from "./pages/watch-list/announcement-bar.tsx";
import { LabelDialog } from "./pages/watch-list/label-dialog.tsx";
import { useWatchList, type WatchListActions } from "./pages/watch-list/use-watch-list.ts";
import { OtherPages } from "./routes.tsx";

const AddDialog = lazy(() => import("./pages/watch-list/watch-list-form.tsx").then((it) => it.AddDialog));
const WallPage = lazy(() => import("./pages/wall/wall-page.tsx").then((it) => it.WallPage));

const nothing: Session["masked"] = [];

/** Boards of more campaigns are rendered in slices; for smaller ones slices would take longer. */
const renderedAtOnce = 2000;

export function Shell() {
  const board = useBoard();
  const large = (board.state?.campaigns.size ?? 0) > renderedAtOnce;
  const inSlices = useDeferredValue(large ? board : null);
  const [onWall] = useRoute("/wall");
  const newer = useNewerPage(board, onWall);
  // Polls, and the reload for a newer build, go on outside of the boundary; each new state is tried.
  return (
    <FaultBoundary fallback={<Crashed />} retryOn={board.state}>
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

interface PagesProps {
  readonly board: Board;
  readonly onWall: boolean;
  readonly newer: boolean;
}

function Pages({ board, onWall, newer }: PagesProps) {
  const { t } = useDisplay();
  const [place] = useState(createBoardPlace);
  const { data: session } = useQuery(sessionQuery);
  const { drop, label, pollNow } = board;
  const watchList = useWatchList({ drop, label, pollNow });
  useTabSignals(board, usePageTitle(board));
  const shared = sharedLocalParts(board.state ? listOf(board.state.campaigns) : []);
  return (
    <MaskedFields value={session?.masked ?? nothing}>
      <SharedLocalParts value={shared}>
        {onWall ? (
          <LazyPart missing={<Crashed />} retryOn={board.state}>
            <WallPage board={board} session={session} />
          </LazyPart>
        ) : (
          <>
            <a
              href="#content"
              className="sr-only z-50 rounded-lg bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
            >
              {t("app.skip")}
            </a>
            <Header board={board} session={session} watchList={watchList} />
            <main
              id="content"
              tabIndex={-1}
              className="outline-none mx-auto flex max-w-[110rem] flex-col gap-4 px-3 pt-1 pb-2 sm:px-4 wide:px-6 wide:py-4"
            >
              <BoardBanner board={board} newer={newer} />
              <Switch>
                <Route path="/">
                  <BoardPage board={board} place={place} session={session} watchList={watchList} />
                </Route>
                <Route>
                  <LazyPart waiting={<div className="skeleton h-64" />} retryOn={board.state}>
                    <OtherPages board={board} place={place} session={session} watchList={watchList} />
                  </LazyPart>
                </Route>
              </Switch>
            </main>
            <Tooltips />
            <LabelEditor board={board} watchList={watchList} />
            {watchList.adding && (
              <LazyPart>
                <AddDialog
                  suggestedSdkAppId={suggestedApplication(board)}
                  onClose={() => watchList.setAdding(false)}
                  onAdded={(answer) => {
                    watchList.setAdding(false);
                    watchList.added(answer);
                  }}
                />
              </LazyPart>
            )}
            <AnnouncementBar announcement={watchList.announcement} onDismiss={watchList.dismiss} />
          </>
        )}
      </SharedLocalParts>
    </MaskedFields>
  );
}

function suggestedApplication({ state }: Board): string {
  const [first] = state ? listOf(state.campaigns) : [];
  return String(first?.sdkAppId ?? "");
}

/** Outside of the pages, so that no poll closes it. */
function LabelEditor({ board, watchList }: { board: Board; watchList: WatchListActions }) {
  const { labelling, editLabel, relabelAll } = watchList;
  if (labelling.length === 0) return null;
  return (
    <LabelDialog
      campaigns={labelling}
      known={board.state ? listOf(board.state.campaigns) : []}
      onLabel={(label) => void relabelAll(labelling, label)}
      onClose={() => editLabel()}
    />
  );
}

const titles = {
  "/wall": "page.wall",
  "/agents": "page.agents",
  "/archive": "page.archive",
  "/api-keys": "apiKeys.title",
} as const;

function usePageTitle(board: Board): string {
  const { t } = useDisplay();
  const [path] = useLocation();
  const campaign = useCampaignName(board);
  const place = campaign ?? (path in titles ? t(titles[path as keyof typeof titles]) : null);
  return place === null ? t("app.name") : `${place} – ${t("app.name")}`;
}

/** null: no campaign's page is open. */
function useCampaignName(board: Board): string | null {
  const { t } = useDisplay();
  const [open, params] = useRoute("/campaigns/:sdkAppId/:campaignId");
  const key = open ? parseKey(params.sdkAppId, params.campaignId) : null;
  // Fetched by the campaign's page.
  const options = campaignQuery(key ?? { sdkAppId: 0, campaignId: 0 }, { onBoard: false });
  const { data: archived } = useQuery({ ...options, enabled: false });
  if (key === null) return null;
  const campaign = board.state?.campaigns.get(keyOf(key)) ?? archived;
  return (campaign && nameOf(campaign)) ?? t("row.unnamed", { id: key.campaignId });
}
