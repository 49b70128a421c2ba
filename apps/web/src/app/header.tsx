import type { Session } from "@cruiseboard/contract";
import { Link, useSearch } from "wouter";
import { IconButton } from "../components/ui/button.tsx";
import { FaultBoundary } from "../components/ui/fault-boundary.tsx";
import { Icon } from "../components/ui/icon.tsx";
import type { Board } from "../features/board/use-board.ts";
import { LiveMark } from "../features/connection/components/live-mark.tsx";
import { UpstreamMark } from "../features/connection/components/upstream-mark.tsx";
import { NoticeBell } from "../features/notices/components/notice-bell.tsx";
import { isPartlyWell } from "../features/notices/observable.ts";
import { OwnName } from "../features/session/components/own-name.tsx";
import { useDisplay } from "../lib/display.tsx";
import type { Translate } from "../lib/messages.ts";
import { useMedia } from "../lib/use-media.ts";
import { useTicking } from "../lib/use-ticking.ts";
import { Brand, DemoMark } from "./brand.tsx";
import { DisplayControls, TimeZoneControl } from "./display-controls.tsx";

/** The subject that the server gives to whoever opens an installation without sign-in. */
const openAccess = "local";

interface HeaderProps {
  readonly board: Board;
  readonly session: Session | undefined;
}

/** Stays in sight: what this is, whether it lives, whose numbers these are, and how they are shown. */
export function Header({ board, session }: HeaderProps) {
  const { t } = useDisplay();
  const roomy = useMedia("(width >= 60rem)");
  return (
    <>
      <header className="sticky top-0 z-30 h-(--header) border-b border-line bg-surface">
        <PrintedAt />
        <div
          data-part="header-line"
          className="mx-auto grid h-full max-w-[110rem] grid-cols-[minmax(0,1fr)_auto] content-center items-center gap-x-4 px-3 text-13 sm:px-4 md:px-6 xl:grid-cols-[auto_minmax(0,1fr)_auto] xl:gap-x-6"
        >
          <div className="flex min-w-0 items-center gap-3">
            <Brand />
            {session?.mode === "demo" && <DemoMark />}
          </div>
          <div
            data-part="trust"
            className="order-last col-span-full flex h-6 min-w-0 items-center gap-x-5 xl:order-none xl:col-span-1"
          >
            <LiveMark
              contact={board.contact}
              paused={board.paused}
              campaigns={board.state?.campaigns}
              upstream={board.state?.upstream}
            />
            {roomy && <Particulars board={board} />}
          </div>
          <Controls board={board} session={session} />
        </div>
      </header>
      {!roomy && (
        <section
          aria-label={t("contact.label")}
          className="flex items-center gap-x-3 px-3 pt-3 text-13 sm:px-4"
        >
          <Particulars board={board} />
        </section>
      )}
    </>
  );
}

/** On a phone these stand below the header, where they scroll away. */
function Particulars({ board }: { board: Board }) {
  return (
    <>
      {board.state && board.contact !== "lost" && <UpstreamMark upstream={board.state.upstream} />}
      <span className="ms-auto min-w-16 shrink-[100000]">
        <TimeZoneControl />
      </span>
    </>
  );
}

function Controls({ board, session }: HeaderProps) {
  const { t } = useDisplay();
  return (
    <div className="no-print flex items-center gap-1 max-sm:gap-0 pointer-coarse:-me-2">
      <IconButton
        label={t(board.paused ? "contact.resume" : "contact.pause")}
        onClick={() => board.setPaused(!board.paused)}
        className={board.paused ? "bg-notice-soft text-notice" : ""}
      >
        <Icon name={board.paused ? "play" : "pause"} className="size-4" />
      </IconButton>
      {session && board.state ? (
        <FaultBoundary fallback={<BellRoom />}>
          <NoticeBell
            subject={session.viewer.subject}
            campaigns={board.state.campaigns}
            upstream={board.state.upstream}
            settled={board.contact === "live" && isPartlyWell(board.state.upstream)}
            paused={board.paused}
            pollNow={board.pollNow}
          />
        </FaultBoundary>
      ) : (
        <BellRoom />
      )}
      <ToWall />
      <DisplayControls />
      {session?.enabled.signIn && <OwnName session={session} />}
      {session && (
        <span className="ms-1 hidden max-w-40 truncate text-ink-3 md:inline" title={viewerName(t, session)}>
          {t(`app.${session.viewer.role}`)}
        </span>
      )}
    </div>
  );
}

/** Keeps the place of what comes a moment later. */
function BellRoom() {
  return <span aria-hidden="true" className="size-8 pointer-coarse:size-10" />;
}

/** On paper nothing counts on: it says when it was so. */
function PrintedAt() {
  const { t, format, timeZone } = useDisplay();
  const minute = useTicking((now) => Math.floor(now / 60_000) * 60_000);
  return (
    <p className="hidden text-xs print:block">
      {t("page.printed", { time: format.full(minute), zone: timeZone })}
    </p>
  );
}

/** Who opens an installation without sign-in has no name of their own. */
function viewerName(t: Translate, { viewer }: Session): string {
  return viewer.subject === openAccess ? t("app.localManager") : viewer.name;
}

/** The same view for a screen across the room. */
function ToWall() {
  const { t } = useDisplay();
  const search = useSearch();
  const label = t("page.wall");
  return (
    <Link
      data-part="to-wall"
      href={`/wall${search && `?${search}`}`}
      aria-label={label}
      title={label}
      className="hidden size-8 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink sm:inline-flex pointer-coarse:size-10"
    >
      <Icon name="wall" className="size-4" />
    </Link>
  );
}
