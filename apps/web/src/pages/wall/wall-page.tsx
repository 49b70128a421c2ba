import { type ReactNode, useState } from "react";
import { Link, useSearch } from "wouter";
import type { Board } from "../../api/board.ts";
import { useFocus } from "../../api/focus.ts";
import { ProjectedLeft } from "../../components/campaign/agent-totals.tsx";
import { Button, IconButton } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { createArranger } from "../../domain/arrange.ts";
import { keyOf } from "../../domain/campaign-key.ts";
import { totalsOf } from "../../domain/campaign-totals.ts";
import { loadSavedViews } from "../../domain/saved-views.ts";
import { useDisplay, useMedia } from "../../i18n/display.tsx";
import { DisplayControls } from "../frame/header.tsx";
import { Help } from "../frame/shortcuts.tsx";
import {
  firstPlace,
  type Turning,
  useFullScreen,
  useTurning,
  useWakeLock,
  useWallKeys,
  useWallSound,
  type WallSound,
} from "./use-wall.ts";
import { WallHeader, WallSummary } from "./wall-header.tsx";
import { parseTurn, parseWallViews, planWall, type WallView } from "./wall-plan.ts";
import { Nothing, WallScreen } from "./wall-screen.tsx";

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
export function WallPage({ board }: { board: Board }) {
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
        <WallHeader board={board} />
        <WallSummary campaigns={campaigns} />
        {count > 0 ? <WallScreen view={view} plan={plan} turning={turning} /> : <Nothing total={total} />}
        <WallControls
          {...{ turning, fullScreen, sound, unknown }}
          views={views.map(({ name, kind }) => name ?? t(viewWords[kind]))}
          shown={
            <>
              {count !== total && (
                <span data-part="shown">{t("toolbar.shownOf", { count, total: total ?? 0 })}</span>
              )}
              <ProjectedLeft totals={totalsOf(campaigns)} />
            </>
          }
        />
      </div>
    </main>
  );
}

interface WallControlsProps {
  readonly turning: Turning;
  readonly fullScreen: ReturnType<typeof useFullScreen>;
  readonly sound: WallSound;
  readonly views: readonly string[];
  /** Views of the URL that are not saved in this browser. */
  readonly unknown: readonly string[];
  readonly shown: ReactNode;
}

export function WallControls({ turning, fullScreen, sound, views, unknown, shown }: WallControlsProps) {
  const { t, format } = useDisplay();
  const { turns, paused, setPaused, turn } = turning;
  const { consent } = sound;
  const board = new URLSearchParams(useSearch());
  for (const own of ["turn", "views"]) board.delete(own);
  return (
    <footer className="flex items-center justify-between gap-2 text-xs text-ink-2 print:hidden">
      <span className="flex flex-wrap gap-x-4">{shown}</span>
      <p className="flex min-w-0 gap-3 empty:hidden">
        {views.length > 1 && (
          <span data-part="view" className="truncate">
            {t("wall.view", { view: turning.view + 1, views: views.length })}{" "}
            <bdi className="ms-2 font-semibold text-ink">{views[turning.view]}</bdi>
          </span>
        )}
        {unknown.length > 0 && (
          <span role="status" className="truncate font-semibold text-notice">
            {t("wall.unknownViews", { count: unknown.length, names: format.list(unknown) })}
          </span>
        )}
      </p>
      {/* Smaller than the rest: read from near by. */}
      <div className="flex shrink-0 items-center gap-1 [zoom:0.65]">
        {turns && (
          <>
            <IconButton icon="back" large label={t("wall.previous")} onClick={() => turn(-1)} />
            <IconButton
              icon="back"
              large
              label={t("wall.next")}
              onClick={() => turn(1)}
              className="rotate-180"
            />
            <IconButton
              icon={paused ? "play" : "pause"}
              large
              label={t(paused ? "wall.resume" : "wall.pause")}
              onClick={() => setPaused(!paused)}
              className={paused ? "bg-notice-soft text-notice" : ""}
            />
          </>
        )}
        {consent === "asked" && (
          <Button onClick={() => void sound.turnOn()} className="bg-notice-soft text-notice">
            <Icon name="muted" className="size-4" />
            {t("wall.soundAsked")}
          </Button>
        )}
        {consent === "on" && <Button onClick={sound.play}>{t("wall.soundTest")}</Button>}
        {consent !== "asked" && (
          <IconButton
            icon={consent === "on" ? "sound" : "muted"}
            large
            label={t(consent === "on" ? "wall.soundOn" : "wall.soundOff")}
            onClick={consent === "on" ? sound.turnOff : () => void sound.turnOn()}
          />
        )}
        {fullScreen && (
          <IconButton
            icon={fullScreen.on ? "shrink" : "grow"}
            large
            label={t(fullScreen.on ? "wall.leaveFullScreen" : "wall.fullScreen")}
            onClick={fullScreen.toggle}
          />
        )}
        <DisplayControls />
        <Help />
        <Link
          href={`/${board.size > 0 ? `?${board}` : ""}`}
          aria-label={t("page.toBoard")}
          title={t("page.toBoard")}
          className="inline-flex size-8 items-center justify-center rounded-lg hover:bg-sunken hover:text-ink"
        >
          <Icon name="close" className="size-4" />
        </Link>
      </div>
    </footer>
  );
}
