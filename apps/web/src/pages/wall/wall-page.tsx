import type { Session } from "@cruiseboard/contract";
import { useState } from "react";
import { useSearch } from "wouter";
import type { Board } from "../../api/board.ts";
import { useFocus } from "../../api/focus.ts";
import { createArranger } from "../../domain/arrange.ts";
import { keyOf } from "../../domain/campaign-key.ts";
import { loadSavedViews } from "../../domain/saved-views.ts";
import { useDisplay, useMedia } from "../../i18n/display.tsx";
import { firstPlace, useFullScreen, useTurning, useWakeLock, useWallKeys } from "./use-wall.ts";
import { WallControls } from "./wall-controls.tsx";
import { WallHeader, WallSummary } from "./wall-header.tsx";
import { parseTurn, parseWallViews, planWall, type WallView } from "./wall-plan.ts";
import { Nothing, WallScreen } from "./wall-screen.tsx";
import { useWallSound } from "./wall-sound.ts";

const frames = {
  good: "border-transparent",
  doubtful: "border-notice-line",
  none: "border-urgent",
} as const;

function wallTrust({ contact, paused, state }: Board): keyof typeof frames {
  if (contact === "lost") return "none";
  return paused || (state !== undefined && state.upstream.status !== "ok") ? "doubtful" : "good";
}

const viewWords = { all: "page.board", attention: "filter.kinds", agents: "page.agents" } as const;

/** Nothing scrolls: pages and views turn. Filters and order come from the URL, or from a saved view. */
export function WallPage({ board, session }: { board: Board; session: Session | undefined }) {
  const { t, locale } = useDisplay();
  const search = useSearch();
  const [saved] = useState(loadSavedViews);
  const [arrange] = useState(createArranger);
  const placing = useState(firstPlace);
  const upright = useMedia("(orientation: portrait)");
  const { views, unknown } = parseWallViews(search, saved);
  const view = views[placing[0].view % views.length] as WallView;
  const known = board.state?.campaigns;
  const campaigns = known ? arrange(known, view.view, locale) : [];
  const plan = planWall(view.kind, campaigns, upright);
  const turning = useTurning(placing, { views: views.length, pages: plan.pages.length }, parseTurn(search));
  const fullScreen = useFullScreen();
  // In a rotation no view's own campaigns are all.
  const sound = useWallSound(board, views.length > 1 ? null : campaigns);
  useWakeLock();
  useWallKeys(turning, fullScreen?.toggle);
  useFocus([...plan.aside, ...(plan.pages[turning.page]?.campaigns ?? [])].map(keyOf));
  const trust = wallTrust(board);
  const [count, total] = [campaigns.length, known?.size ?? null];
  return (
    <main id="content" data-wall tabIndex={-1} className="outline-none">
      <h1 className="sr-only">{t("page.wall")}</h1>
      <div
        data-trust={trust}
        className={`fixed inset-0 flex flex-col gap-1.5 border-[0.25rem] bg-canvas px-2 py-1 text-sm **:has-[>.meter-fill]:h-[0.4615rem] print:static print:block print:bg-white ${frames[trust]}`}
      >
        <WallHeader board={board} session={session} />
        <WallSummary campaigns={campaigns} />
        {count > 0 ? (
          <WallScreen view={view} plan={plan} turning={turning} outOfTouch={board.contact === "lost"} />
        ) : (
          <Nothing total={total} />
        )}
        <WallControls
          {...{ turning, fullScreen, sound, unknown }}
          views={views.map(({ name, kind }) => name ?? t(viewWords[kind]))}
          shown={t(count === total ? "toolbar.shown" : "toolbar.shownOf", { count, total: total ?? 0 })}
        />
      </div>
    </main>
  );
}
