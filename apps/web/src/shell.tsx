import type { Session } from "@cruiseboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Route, Switch, useRoute } from "wouter";
import { type Board, useBoard } from "./api/board.ts";
import { sessionQuery } from "./api/session.ts";
import { BlankSlate } from "./components/ui/blank-slate.tsx";
import { Button } from "./components/ui/button.tsx";
import { FaultBoundary, LazyPart, lazy } from "./components/ui/lazy-part.tsx";
import { BoardBanner } from "./connection/board-banners.tsx";
import { useNewerPage } from "./connection/use-newer-page.ts";
import { MaskedFields } from "./domain/masked.ts";
import { useDisplay } from "./i18n/display.tsx";
import { BoardPage } from "./pages/board/board-page.tsx";
import { type BoardPlace, createBoardPlace } from "./pages/board/board-place.ts";
import { Header } from "./pages/frame/header.tsx";
import { useDocumentTitle } from "./pages/frame/use-document-title.ts";
import { AnnouncementBar } from "./pages/watch-list/announcement-bar.tsx";
import { LabelDialog } from "./pages/watch-list/label-dialog.tsx";
import { useWatchList, type WatchListActions } from "./pages/watch-list/use-watch-list.ts";
import { OtherPages } from "./routes.tsx";

const WallPage = lazy(async () => ({ default: (await import("./pages/wall/wall-page.tsx")).WallPage }));

const nothing: Session["masked"] = [];

/** Boards of more campaigns are drawn in slices; smaller ones are drawn sooner than slices would be made. */
const drawnAtOnce = 2000;

/** Polls once for all routes. */
export function Shell() {
  const board = useBoard();
  const large = (board.state?.campaigns.size ?? 0) > drawnAtOnce;
  const inSlices = useDeferredValue(large ? board : null);
  // Outside of what may fail, the polls go on, and what they bring is tried.
  return (
    <FaultBoundary fallback={<Crashed />} retryOn={board.state}>
      <Pages board={large && inSlices !== null ? inSlices : board} />
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

/** Hands down to each page what it shows. */
function Pages({ board }: { board: Board }) {
  const [place] = useState(createBoardPlace);
  const { data: session } = useQuery(sessionQuery);
  const [onWall] = useRoute("/wall");
  const newer = useNewerPage(board, onWall);
  useDocumentTitle(board);
  return (
    <MaskedFields value={session?.masked ?? nothing}>
      {onWall ? (
        <LazyPart waiting={null} missing={<Crashed />} retryOn={board.state}>
          <WallPage board={board} session={session} />
        </LazyPart>
      ) : (
        <FramedPages board={board} place={place} session={session} newer={newer} />
      )}
    </MaskedFields>
  );
}

interface FramedPagesProps {
  readonly board: Board;
  readonly place: BoardPlace;
  readonly session: Session | undefined;
  /** The server has another page by now. */
  readonly newer: boolean;
}

/** Every page but the wall: below the header, between notices and announcements. */
function FramedPages({ board, place, session, newer }: FramedPagesProps) {
  const { t } = useDisplay();
  const { drop, label, pollNow } = board;
  const watchList = useWatchList({ drop, label, pollNow });
  return (
    <>
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t("app.skip")}
      </a>
      <Header board={board} session={session} />
      <main
        id="content"
        tabIndex={-1}
        className="outline-none mx-auto flex max-w-[110rem] flex-col gap-4 px-3 py-4 sm:px-4 wide:px-6 wide:py-5"
      >
        <BoardBanner
          contact={board.contact}
          error={board.error}
          confirmedAt={board.confirmedAt}
          paused={board.paused}
          upstream={board.state?.upstream}
          campaigns={board.state?.campaigns}
          newer={newer}
          onResume={() => board.setPaused(false)}
          onTryNow={board.pollNow}
        />
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
      <LabelEditor board={board} watchList={watchList} />
      <AnnouncementBar announcement={watchList.announcement} onDismiss={watchList.dismiss} />
    </>
  );
}

/** Above every page, so that it stays open whatever a poll does to them. */
function LabelEditor({ board, watchList }: { board: Board; watchList: WatchListActions }) {
  const { labelling, editLabel, relabelAll } = watchList;
  if (labelling === null) return null;
  return (
    <LabelDialog
      campaign={labelling}
      campaigns={board.state?.campaigns.values() ?? []}
      onLabel={(label) => void relabelAll([labelling], label)}
      onClose={() => editLabel(null)}
    />
  );
}
