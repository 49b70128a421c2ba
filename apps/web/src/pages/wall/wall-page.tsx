import type { Campaign, Session } from "@cruiseboard/contract";
import { type ReactNode, useState } from "react";
import { Link, useSearch } from "wouter";
import type { Board } from "../../api/board.ts";
import { useFocus } from "../../api/focus.ts";
import { AgeInWords } from "../../components/campaign/age.tsx";
import { Known } from "../../components/campaign/known.tsx";
import { stateInk } from "../../components/campaign/state-badge.tsx";
import { BlankSlate } from "../../components/ui/blank-slate.tsx";
import { IconButton } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { LiveMark } from "../../connection/live-mark.tsx";
import { upstreamWords } from "../../connection/upstream-mark.tsx";
import { createArranger } from "../../domain/arrange.ts";
import { keyOf } from "../../domain/campaign-key.ts";
import { totalsOf } from "../../domain/campaign-totals.ts";
import { parseView, stateOrder } from "../../domain/view-state.ts";
import { useDisplay, useMedia } from "../../i18n/display.tsx";
import { useTicking } from "../../i18n/time.ts";
import { Brand, DemoMark, DisplayControls } from "../frame/header.tsx";
import {
  parseTurn,
  planWall,
  type Turning,
  useFullScreen,
  useTurning,
  useWakeLock,
  useWallKeys,
  useWallRoom,
  useWallScale,
} from "./use-wall.ts";
import { cardHeight, rowHeight, WallAttention, WallRow } from "./wall-screen.tsx";

const frames = {
  good: "border-transparent",
  doubtful: "border-notice-line",
  none: "border-urgent",
} as const;

function wallTrust({ contact, paused, state }: Board): keyof typeof frames {
  if (contact === "lost") return "none";
  return paused || (state !== undefined && state.upstream.status !== "ok") ? "doubtful" : "good";
}

/**
 * No scrolling: pages turn, and what needs attention is always visible. Filters and order come from the URL.
 */
export function WallPage({ board, session }: { board: Board; session: Session | undefined }) {
  const { t, locale } = useDisplay();
  const search = useSearch();
  const [arrange] = useState(createArranger);
  const known = board.state?.campaigns;
  const campaigns = known ? arrange(known, parseView(search), locale) : [];
  const outOfTouch = board.contact === "lost";
  useWallScale();
  useWakeLock();
  const [attentionRef, attentionRoom] = useWallRoom(cardHeight);
  const [pageRef, pageRows] = useWallRoom(rowHeight);
  const columns = useColumns(campaigns, pageRows);
  const plan = planWall(campaigns, { attention: attentionRoom, page: pageRows * columns });
  const pages = plan.pages.length;
  const turning = useTurning(pages, parseTurn(search));
  const fullScreen = useFullScreen();
  useWallKeys(turning, fullScreen?.toggle);
  const page = plan.pages[turning.page] ?? [];
  useFocus([...plan.attention, ...page].map(keyOf));
  const trust = wallTrust(board);
  const [count, total] = [campaigns.length, known?.size ?? null];
  const shown =
    count === total ? t("toolbar.shown", { count }) : t("toolbar.shownOf", { count, total: total ?? 0 });
  const needy = plan.attention.length + plan.more > 0;
  return (
    <main id="content" tabIndex={-1} className="outline-none">
      <h1 className="sr-only">{t("page.wall")}</h1>
      <div
        data-trust={trust}
        className={`fixed inset-0 grid grid-rows-[auto_auto_minmax(0,1fr)_auto] gap-3 border-[0.5rem] bg-canvas px-3 py-2 print:static print:block print:bg-white ${frames[trust]}`}
      >
        <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <div className="flex items-center gap-3">
            <Brand />
            {session?.mode === "demo" && <DemoMark />}
          </div>
          <WallMark board={board} />
          <WallClock />
        </header>
        <WallSummary campaigns={campaigns} />
        <div
          data-attention={needy}
          className="grid min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] gap-x-6 gap-y-3 print:block portrait:data-[attention=true]:grid-rows-[minmax(0,2fr)_minmax(0,3fr)] landscape:data-[attention=true]:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
        >
          {needy && (
            <WallAttention
              campaigns={plan.attention}
              more={plan.more}
              outOfTouch={outOfTouch}
              roomRef={attentionRef}
            />
          )}
          <section
            aria-label={t("page.board")}
            onPointerMove={turning.hold}
            className="flex min-h-0 min-w-0 flex-col gap-2"
          >
            <PageHead calm={count > 0 && plan.attention.length === 0} turning={turning} pages={pages} />
            {count === 0 && <Nothing total={total} />}
            <ul
              ref={pageRef}
              data-columns={columns}
              className={`grid min-h-0 flex-1 auto-rows-[3.75rem] content-start gap-x-8 overflow-hidden print:overflow-visible ${columns === 2 ? "grid-cols-2" : "grid-cols-1"}`}
            >
              {page.map((campaign) => (
                <WallRow key={keyOf(campaign)} campaign={campaign} outOfTouch={outOfTouch} />
              ))}
            </ul>
          </section>
        </div>
        <WallControls {...{ turning, pages, fullScreen, shown }} />
      </div>
    </main>
  );
}

function Nothing({ total }: { total: number | null }) {
  const { t } = useDisplay();
  if (total === null) return <div aria-hidden="true" className="skeleton flex-1" />;
  return (
    <BlankSlate
      title={t(total === 0 ? "wall.empty" : "empty.filtered")}
      hint={t(total === 0 ? "wall.emptyHint" : "empty.filteredHint")}
    />
  );
}

/** Two where nothing needs attention and one column does not hold all. */
function useColumns(campaigns: readonly Campaign[], rows: number): 1 | 2 {
  const wide = useMedia("(orientation: landscape)");
  const calm = campaigns.every(({ attention }) => attention.length === 0);
  return wide && calm && campaigns.length > rows ? 2 : 1;
}

function PageHead({ calm, turning, pages }: { calm: boolean; turning: Turning; pages: number }) {
  const { t } = useDisplay();
  return (
    <h2 className="flex items-center gap-2 text-lg font-semibold text-ink-2">
      {calm && <Icon name="completed" className="size-5 text-completed-bar" />}
      {t(calm ? "wall.calm" : "wall.others")}
      {pages > 1 && (
        <span aria-hidden="true" className="ms-auto flex gap-1.5">
          {Array.from({ length: Math.min(pages, 40) }, (_, page) => (
            <span
              key={page}
              className={`size-2 rounded-full ${page === turning.page ? "bg-ink-2" : "bg-line-strong"}`}
            />
          ))}
        </span>
      )}
    </h2>
  );
}

/** The server's time in the chosen zone. Its seconds show that the wall is alive. */
function WallClock() {
  const { format, timeZone } = useDisplay();
  const now = useTicking((time) => Math.floor(time / 1000) * 1000);
  return (
    <div data-part="clock" className="flex items-center gap-3 whitespace-nowrap">
      <div className="flex flex-col items-end text-xs text-ink-2">
        <span>{format.date(now)}</span>
        <span>
          {timeZone} ({format.offset(now)})
        </span>
      </div>
      <time dateTime={new Date(now).toISOString()} className="text-3xl font-semibold">
        {format.clock(now)}
      </time>
    </div>
  );
}

function WallMark({ board }: { board: Board }) {
  const { t } = useDisplay();
  const { contact, paused, confirmedAt } = board;
  const upstream = board.state?.upstream;
  if (contact === "lost") {
    return (
      <p
        role="status"
        data-contact="lost"
        className="flex items-center gap-3 rounded-xl portrait:order-last portrait:w-full bg-urgent px-5 py-2 text-2xl font-semibold text-surface"
      >
        <Icon name="lost" className="size-7" />
        {t("contact.lost")}
        <span aria-live="off" className="text-lg font-normal">
          {confirmedAt > 0 && <AgeInWords words="wall.confirmed" at={confirmedAt} />}
        </span>
      </p>
    );
  }
  const trouble = upstream !== undefined && upstream.status !== "ok" && !paused;
  return (
    <div className="flex items-center gap-4 text-lg portrait:order-last portrait:w-full">
      <span className="rounded-xl px-2 [&_svg]:size-5">
        <LiveMark board={board} />
      </span>
      {trouble && (
        <p
          role="status"
          data-upstream={upstream.status}
          className="flex items-center gap-2 rounded-xl bg-notice px-4 py-1.5 text-xl font-semibold text-surface"
        >
          <Icon name="upstreamFailing" className="size-6" />
          {upstreamWords(t, upstream)}
        </p>
      )}
    </div>
  );
}

function WallSummary({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t, format } = useDisplay();
  const { states, called, total, uncounted, pace } = totalsOf(campaigns);
  const shown = stateOrder.filter((state) => state !== "unknown" || states.unknown > 0);
  return (
    <section
      aria-label={t("summary.label")}
      className="flex flex-wrap items-baseline justify-between gap-x-8 gap-y-1 whitespace-nowrap"
    >
      <ul className="flex flex-wrap items-baseline gap-x-6 gap-y-1">
        {shown.map((state) => (
          <li key={state} data-count={state} className="flex items-baseline gap-2">
            <Icon name={state} className={`size-5 translate-y-0.5 ${stateInk[state]}`} />
            <Figure>{format.number(states[state])}</Figure>
            <span className="text-ink-2">{t(`state.${state}`)}</span>
          </li>
        ))}
      </ul>
      <p data-part="totals" className="flex items-baseline gap-x-6">
        <span className="text-ink-2">
          {uncounted < campaigns.length ? (
            t("summary.called", { called: format.number(called), total: format.number(total) })
          ) : (
            <Known value={null} />
          )}
        </span>
        {pace.sum !== null && (
          <Figure>{t("summary.pace", { pace: format.number(Math.round(pace.sum)) })}</Figure>
        )}
      </p>
    </section>
  );
}

function Figure({ children }: { children: ReactNode }) {
  return <span className="text-3xl font-semibold">{children}</span>;
}

interface WallControlsProps {
  readonly turning: Turning;
  readonly pages: number;
  readonly fullScreen: ReturnType<typeof useFullScreen>;
  readonly shown: string;
}

function WallControls({ turning, pages, fullScreen, shown }: WallControlsProps) {
  const { t } = useDisplay();
  const { page, paused, setPaused, turn } = turning;
  return (
    <footer className="flex print:hidden items-center justify-between gap-4 text-sm text-ink-2">
      <span data-part="shown">{shown}</span>
      <div className="flex items-center gap-1">
        {pages > 1 && (
          <>
            <IconButton label={t("wall.previous")} onClick={() => turn(-1)}>
              <Icon name="back" className="size-4" />
            </IconButton>
            <span data-part="page" className="min-w-16 text-center text-base font-semibold text-ink">
              {t("wall.page", { page: page + 1, pages })}
            </span>
            <IconButton label={t("wall.next")} onClick={() => turn(1)}>
              <Icon name="back" className="size-4 rotate-180" />
            </IconButton>
            <IconButton
              label={t(paused ? "wall.resume" : "wall.pause")}
              onClick={() => setPaused(!paused)}
              className={paused ? "bg-notice-soft text-notice" : ""}
            >
              <Icon name={paused ? "play" : "pause"} className="size-4" />
            </IconButton>
          </>
        )}
        {fullScreen && (
          <IconButton
            label={t(fullScreen.on ? "wall.leaveFullScreen" : "wall.fullScreen")}
            onClick={fullScreen.toggle}
          >
            <Icon name={fullScreen.on ? "shrink" : "grow"} className="size-4" />
          </IconButton>
        )}
        <DisplayControls />
        <ToBoard />
      </div>
    </footer>
  );
}

function ToBoard() {
  const { t } = useDisplay();
  const query = new URLSearchParams(useSearch());
  query.delete("turn");
  const label = t("page.toBoard");
  return (
    <Link
      href={`/${query.size > 0 ? `?${query}` : ""}`}
      aria-label={label}
      title={label}
      className="inline-flex size-8 items-center justify-center rounded-lg hover:bg-sunken hover:text-ink"
    >
      <Icon name="close" className="size-4" />
    </Link>
  );
}
