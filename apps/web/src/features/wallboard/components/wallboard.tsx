import type { Campaign } from "@cruiseboard/contract";
import { type ReactNode } from "react";
import { useSearch } from "wouter";
import { BlankSlate } from "../../../components/ui/blank-slate.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { keyOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { useFocus } from "../../../lib/use-focus.ts";
import { useMedia } from "../../../lib/use-media.ts";
import { parseTurn } from "../turn-interval.ts";
import { useFullScreen } from "../use-full-screen.ts";
import { type Turning, useTurning } from "../use-turning.ts";
import { useWakeLock } from "../use-wake-lock.ts";
import { useWallKeys } from "../use-wall-keys.ts";
import { useWallLook } from "../use-wall-look.ts";
import { planWall, type WallPlan } from "../wall-plan.ts";
import { useAttentionRoom, WallAttention } from "./wall-attention.tsx";
import { WallClock } from "./wall-clock.tsx";
import { WallControls } from "./wall-controls.tsx";
import { usePageRoom, WallPage } from "./wall-page.tsx";
import { WallSummary } from "./wall-summary.tsx";

export interface WallboardProps {
  /** Of the viewer's filters, in the viewer's order. */
  readonly campaigns: readonly Campaign[];
  /** How many there are without filters; null: not loaded yet. */
  readonly total: number | null;
  readonly outOfTouch: boolean;
  /** How far what is shown may be trusted: a frame around everything tells it across a room. */
  readonly trust: "good" | "doubtful" | "none";
  readonly brand: ReactNode;
  /** The same as `trust` in words. */
  readonly mark: ReactNode;
  readonly controls: ReactNode;
}

const frames = {
  good: "border-transparent",
  doubtful: "border-notice-line",
  none: "border-urgent",
} as const;

/** The board for a screen across the room: no scrolling, pages that turn, what needs attention always on. */
export function Wallboard({ campaigns, total, trust, brand, mark, controls, ...rest }: WallboardProps) {
  const { t } = useDisplay();
  useWallLook();
  useWakeLock();
  const [attentionRef, attentionRoom] = useAttentionRoom();
  const [pageRef, pageRows] = usePageRoom();
  const columns = useColumns(campaigns, pageRows);
  const room = { attention: attentionRoom, page: pageRows * columns };
  const plan = planWall(campaigns, room);
  const turning = useTurning(plan.pages.length, parseTurn(useSearch()));
  const fullScreen = useFullScreen();
  useWallKeys(turning, fullScreen?.toggle);
  const page = plan.pages[turning.page] ?? [];
  useShownFirst(plan, page);
  const count = campaigns.length;
  const shown =
    count === total ? t("toolbar.shown", { count }) : t("toolbar.shownOf", { count, total: total ?? 0 });
  return (
    <div data-trust={trust} className={`wall border-[0.5rem] ${frames[trust]}`}>
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        {brand}
        {mark}
        <WallClock />
      </header>
      <WallSummary campaigns={campaigns} />
      <div className="wall-body" data-attention={plan.attention.length + plan.more > 0}>
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
          <WallPage campaigns={page} outOfTouch={rest.outOfTouch} columns={columns} roomRef={pageRef} />
        </section>
      </div>
      <WallControls {...{ turning, fullScreen, shown }} pages={plan.pages.length}>
        {controls}
      </WallControls>
    </div>
  );
}

/** Nothing there, nothing that fits the filters, or nothing loaded yet. */
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

/** Two abreast where nothing needs attention and one column would not hold all. */
function useColumns(campaigns: readonly Campaign[], rows: number): 1 | 2 {
  const wide = useMedia("(orientation: landscape)");
  const calm = campaigns.every(({ attention }) => attention.length === 0);
  return wide && calm && campaigns.length > rows ? 2 : 1;
}

/** What is on the wall is asked for first, like what is on any screen. */
function useShownFirst({ attention }: WallPlan, page: readonly Campaign[]): void {
  const keys = [...attention, ...page].map(keyOf).join(" ");
  useFocus(keys === "" ? [] : keys.split(" "));
}

/** What the pages hold; when nothing needs attention, that is worth a word. */
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
