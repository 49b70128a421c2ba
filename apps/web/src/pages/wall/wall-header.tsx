import type { Campaign } from "@cruiseboard/contract";
import type { ReactNode } from "react";
import type { Board } from "../../api/board.ts";
import { hasStatus } from "../../api/http.ts";
import { AgeInWords } from "../../components/campaign/age.tsx";
import { Known } from "../../components/campaign/known.tsx";
import { stateInk } from "../../components/campaign/state-badge.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { healthWords, LiveMark } from "../../connection/health.tsx";
import { totalsOf } from "../../domain/campaign-totals.ts";
import { stateOrder } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute, useTicking } from "../../i18n/time.ts";
import { Brand, DemoMark } from "../frame/header.tsx";

export function WallHeader({ board }: { board: Board }) {
  return (
    <header className="flex items-center portrait:flex-wrap justify-between gap-x-4 gap-y-1 portrait:gap-x-2">
      <div className="flex shrink-0 items-center gap-3 portrait:gap-2 portrait:**:text-xs landscape:**:[img+span]:sr-only">
        <Brand />
        <DemoMark />
      </div>
      <WallMark board={board} />
      <WallClock />
    </header>
  );
}

/** The server's time in the chosen zone. Its seconds show that the wall is alive. */
function WallClock() {
  const { t, format } = useDisplay();
  const now = useTicking((time) => Math.floor(time / 1000) * 1000);
  return (
    <div data-part="clock" className="flex items-center gap-3 whitespace-nowrap">
      <div className="flex flex-col items-end text-xs leading-[0.95rem] text-ink-2">
        <span>{format.date(now)}</span>
        <span>{t("display.zone", { zone: format.zone, offset: format.offset(now) })}</span>
      </div>
      <time dateTime={new Date(now).toISOString()} className="text-xl leading-7 font-semibold">
        {format.clock(now)}
      </time>
    </div>
  );
}

function WallMark({ board }: { board: Board }) {
  const display = useDisplay();
  const minute = useMinute();
  const { t } = display;
  const { contact, error, paused, confirmedAt } = board;
  const upstream = board.state?.upstream;
  if (contact === "lost") {
    return (
      <p
        role="status"
        data-contact="lost"
        className="flex items-center gap-3 rounded-lg bg-urgent px-4 py-1 text-lg font-semibold text-surface portrait:order-last portrait:w-full"
      >
        <Icon name="lost" className="size-5" />
        {t(hasStatus(error, 401) ? "contact.refused" : "contact.lost")}
        <span aria-live="off" className="text-sm font-normal">
          {confirmedAt > 0 && <AgeInWords words="wall.confirmed" at={confirmedAt} />}
        </span>
      </p>
    );
  }
  const trouble = upstream !== undefined && upstream.status !== "ok" && !paused;
  return (
    <div className="flex min-w-0 items-center gap-2 text-sm portrait:order-last portrait:w-full">
      <span className={`leading-[0.9rem] ${trouble ? "shrink-0" : "line-clamp-2"}`}>
        <LiveMark board={board} />
        {upstream && !trouble && (
          <span className="text-xs text-ink-2"> · {healthWords(display, minute, board, upstream)}</span>
        )}
      </span>
      {trouble && (
        <p
          role="status"
          data-upstream={upstream.status}
          className="flex items-center gap-2 rounded-lg bg-notice px-2 py-0.5 text-xs leading-[0.85rem] font-semibold text-surface"
        >
          <Icon name="upstreamFailing" className="size-5 shrink-0" />
          {healthWords(display, minute, board, upstream)}
        </p>
      )}
    </div>
  );
}

export function WallSummary({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t, format } = useDisplay();
  const { states, called, total, uncounted, pace } = totalsOf(campaigns);
  const shown = stateOrder.filter((state) => state !== "unknown" || states.unknown > 0);
  return (
    <section
      aria-label={t("summary.label")}
      className="flex flex-wrap items-baseline justify-between gap-x-6 whitespace-nowrap portrait:justify-start portrait:gap-x-4 portrait:text-xs"
    >
      <ul className="flex flex-wrap items-baseline gap-x-4 portrait:contents">
        {shown.map((state) => (
          <li key={state} data-count={state} className="flex items-baseline gap-1.5">
            <Icon name={state} className={`size-4 translate-y-0.5 ${stateInk[state]}`} />
            <Figure>{format.number(states[state])}</Figure>
            <span className="text-ink-2">{t(`state.${state}`)}</span>
          </li>
        ))}
      </ul>
      <p data-part="totals" className="flex items-baseline gap-x-4 portrait:ms-auto">
        <span className="text-ink-2">
          {uncounted < campaigns.length ? t("summary.called", { called, total }) : <Known value={null} />}
        </span>
        {pace.sum !== null && (
          <Figure>{t("summary.pace", { pace: format.number(Math.round(pace.sum)) })}</Figure>
        )}
      </p>
    </section>
  );
}

const Figure = ({ children }: { children: ReactNode }) => (
  <span className="text-lg leading-6 font-semibold portrait:text-base">{children}</span>
);
