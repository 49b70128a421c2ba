import type { Campaign } from "@cruiseboard/contract";
import type { ReactNode } from "react";
import { useSearch } from "wouter";
import { useFocus } from "../../api/focus.ts";
import { Known } from "../../components/campaign/known.tsx";
import { BlankSlate } from "../../components/ui/blank-slate.tsx";
import { IconButton } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { keyOf } from "../../domain/campaign-key.ts";
import { totalsOf } from "../../domain/campaign-totals.ts";
import { stateOrder } from "../../domain/view-state.ts";
import { useDisplay, useMedia } from "../../i18n/display.tsx";
import { useTicking } from "../../i18n/time.ts";
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
import { cardHeight, rowHeight, WallAttention, WallScreen } from "./wall-screen.tsx";

export interface WallboardProps {
  readonly campaigns: readonly Campaign[];
  /** Without filters; null: not loaded yet. */
  readonly total: number | null;
  readonly outOfTouch: boolean;
  readonly trust: "good" | "doubtful" | "none";
  readonly brand: ReactNode;
  /** `trust` in words. */
  readonly mark: ReactNode;
  readonly controls: ReactNode;
}

const frames = {
  good: "border-transparent",
  doubtful: "border-notice-line",
  none: "border-urgent",
} as const;

/** No scrolling: pages turn, and what needs attention is always visible. */
export function Wallboard({ campaigns, total, trust, brand, mark, controls, ...rest }: WallboardProps) {
  const { t } = useDisplay();
  useWallScale();
  useWakeLock();
  const [attentionRef, attentionRoom] = useWallRoom(cardHeight);
  const [pageRef, pageRows] = useWallRoom(rowHeight);
  const columns = useColumns(campaigns, pageRows);
  const room = { attention: attentionRoom, page: pageRows * columns };
  const plan = planWall(campaigns, room);
  const turning = useTurning(plan.pages.length, parseTurn(useSearch()));
  const fullScreen = useFullScreen();
  useWallKeys(turning, fullScreen?.toggle);
  const page = plan.pages[turning.page] ?? [];
  useFocus([...plan.attention, ...page].map(keyOf));
  const count = campaigns.length;
  const shown =
    count === total ? t("toolbar.shown", { count }) : t("toolbar.shownOf", { count, total: total ?? 0 });
  return (
    <div
      data-trust={trust}
      className={`fixed inset-0 grid grid-rows-[auto_auto_minmax(0,1fr)_auto] gap-3 border-[0.5rem] bg-canvas px-3 py-2 print:static print:block print:bg-white ${frames[trust]}`}
    >
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        {brand}
        {mark}
        <WallClock />
      </header>
      <WallSummary campaigns={campaigns} />
      <div
        data-attention={plan.attention.length + plan.more > 0}
        className="grid min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] gap-x-6 gap-y-3 print:block portrait:data-[attention=true]:grid-rows-[minmax(0,2fr)_minmax(0,3fr)] landscape:data-[attention=true]:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
      >
        {plan.attention.length + plan.more > 0 && (
          <WallAttention
            campaigns={plan.attention}
            more={plan.more}
            outOfTouch={rest.outOfTouch}
            roomRef={attentionRef}
          />
        )}
        <section
          aria-label={t("page.board")}
          onPointerMove={turning.hold}
          className="flex min-h-0 min-w-0 flex-col gap-2"
        >
          <PageHead
            calm={count > 0 && plan.attention.length === 0}
            turning={turning}
            pages={plan.pages.length}
          />
          {count === 0 && <Nothing total={total} />}
          <WallScreen campaigns={page} outOfTouch={rest.outOfTouch} columns={columns} roomRef={pageRef} />
        </section>
      </div>
      <WallControls {...{ turning, fullScreen, shown }} pages={plan.pages.length}>
        {controls}
      </WallControls>
    </div>
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

const inks = {
  running: "text-accent",
  notStarted: "text-ink-3",
  completed: "text-completed-bar",
  terminated: "text-terminated-bar",
  unknown: "text-ink-3",
} as const;

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
            <Icon name={state} className={`size-5 translate-y-0.5 ${inks[state]}`} />
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
  readonly children: ReactNode;
}

function WallControls({ turning, pages, fullScreen, shown, children }: WallControlsProps) {
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
        {children}
      </div>
    </footer>
  );
}
