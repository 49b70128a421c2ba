import type { Session } from "@cruiseboard/contract";
import { useState } from "react";
import { Link, useSearch } from "wouter";
import { isPartlyObservable } from "../../alerts/alert-list.ts";
import { AlertBell } from "../../alerts/alert-tray.tsx";
import type { Board } from "../../api/board.ts";
import { linksSuffice, request } from "../../api/http.ts";
import { Button, IconButton } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { FaultBoundary } from "../../components/ui/lazy-part.tsx";
import { LiveMark } from "../../connection/live-mark.tsx";
import { UpstreamMark } from "../../connection/upstream-mark.tsx";
import { themes } from "../../domain/preferences.ts";
import { useDisplay, useMedia } from "../../i18n/display.tsx";
import type { Translate } from "../../i18n/messages.ts";
import { useMinute, useTicking } from "../../i18n/time.ts";

/** The subject of every viewer of an installation without sign-in. */
const openAccess = "local";

interface HeaderProps {
  readonly board: Board;
  readonly session: Session | undefined;
}

export function Header({ board, session }: HeaderProps) {
  const { t, format, timeZone } = useDisplay();
  const minute = useMinute();
  const roomy = useMedia("(width >= 60rem)");
  return (
    <>
      <header className="sticky top-0 z-30 h-(--header) border-b border-line bg-surface">
        <p className="hidden text-xs print:block">
          {t("page.printed", { time: format.full(minute), zone: timeZone })}
        </p>
        <div
          data-part="header-line"
          className="mx-auto grid h-full max-w-[110rem] grid-cols-[minmax(0,1fr)_auto] content-center items-center gap-x-4 px-3 text-13 sm:px-4 wide:px-6 xl:grid-cols-[auto_minmax(0,1fr)_auto] xl:gap-x-6"
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

/** On a phone they stand below the header and scroll away. */
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
    <div className="print:hidden flex items-center gap-1 max-sm:gap-0 pointer-coarse:-me-2">
      <IconButton
        label={t(board.paused ? "contact.resume" : "contact.pause")}
        onClick={() => board.setPaused(!board.paused)}
        className={board.paused ? "bg-notice-soft text-notice" : ""}
      >
        <Icon name={board.paused ? "play" : "pause"} className="size-4" />
      </IconButton>
      {session && board.state ? (
        <FaultBoundary fallback={bellRoom}>
          <AlertBell
            subject={session.viewer.subject}
            campaigns={board.state.campaigns}
            upstream={board.state.upstream}
            trusted={board.contact === "live" && isPartlyObservable(board.state.upstream)}
            paused={board.paused}
            pollNow={board.pollNow}
          />
        </FaultBoundary>
      ) : (
        bellRoom
      )}
      <ToWall />
      <DisplayControls />
      {session?.enabled.signIn && <OwnName session={session} />}
      {session && (
        <span className="ms-1 hidden max-w-40 truncate text-ink-3 wide:inline" title={viewerName(t, session)}>
          {t(`app.${session.viewer.role}`)}
        </span>
      )}
    </div>
  );
}

/** Keeps the place of the bell. */
const bellRoom = <span aria-hidden="true" className="size-8 pointer-coarse:size-10" />;

function viewerName(t: Translate, { viewer }: Session): string {
  return viewer.subject === openAccess ? t("app.localManager") : viewer.name;
}

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

/** Leads to the board as it was left. */
export function Brand() {
  const { t } = useDisplay();
  const search = useSearch();
  return (
    <Link
      data-part="brand"
      href={`/${search && `?${search}`}`}
      className="flex items-center gap-2 text-sm font-semibold"
    >
      <img src="/favicon.svg" alt="" className="size-5" />
      <span className="max-[24rem]:sr-only">{t("app.name")}</span>
    </Link>
  );
}

export function DemoMark() {
  const { t } = useDisplay();
  return (
    <span
      data-part="demo"
      title={t("app.demoHint")}
      className="rounded-md border border-notice-line bg-notice-soft px-2 py-0.5 text-xs font-semibold whitespace-nowrap text-notice"
    >
      {t("app.demo")}
      <span className="sr-only">: {t("app.demoHint")}</span>
    </span>
  );
}

export function DisplayControls() {
  const { t, locale, theme, choose } = useDisplay();
  const nextTheme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
  const other =
    locale === "en"
      ? ({ tag: "zh-CN", words: "display.chinese", short: "中" } as const)
      : ({ tag: "en", words: "display.english", short: "EN" } as const);
  return (
    <span data-part="display" className="contents">
      <IconButton
        label={t("display.theme", { theme: t(`display.theme.${theme}`) })}
        onClick={() => choose("theme", nextTheme)}
      >
        <Icon name={theme} className="size-4" />
      </IconButton>
      <IconButton
        label={`${other.short}: ${t(other.words)}`}
        lang={other.tag}
        onClick={() => choose("lang", other.tag)}
        className="text-13 font-medium"
      >
        {other.short}
      </IconButton>
    </span>
  );
}

/** The zone of all times. The four hundred others are listed on first use. */
function TimeZoneControl() {
  const { t, format, timeZone, choose } = useDisplay();
  const [open, setOpen] = useState(false);
  const hour = useTicking((now) => Math.floor(now / 3_600_000) * 3_600_000);
  const zones = open
    ? [...new Set([timeZone, "Asia/Shanghai", "UTC", ...Intl.supportedValuesOf("timeZone")])]
    : [timeZone];
  return (
    <label className="flex items-center gap-1 whitespace-nowrap text-ink-2" title={t("display.timeZone")}>
      <Icon name="globe" className="size-3.5 max-sm:hidden" />
      <select
        aria-label={t("display.timeZone")}
        value={timeZone}
        onPointerEnter={() => setOpen(true)}
        onFocus={() => setOpen(true)}
        onChange={(event) => choose("tz", event.target.value)}
        className="h-6 w-full max-w-48 min-w-0 rounded-md text-ellipsis bg-transparent hover:text-ink"
      >
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone === timeZone ? `${zone} (${format.offset(hour)})` : zone}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The signed-in user, and signing out; not in a portal, which signs its own users out. */
function OwnName({ session }: { session: Session }) {
  const { t } = useDisplay();
  const [leaving, setLeaving] = useState(false);
  if (!linksSuffice()) return null;
  const leave = async () => {
    setLeaving(true);
    try {
      const { location: away } = (await request("/auth/sign-out", { method: "POST" })) as {
        location: string;
      };
      location.assign(away);
    } catch {
      setLeaving(false);
    }
  };
  return (
    <Button variant="quiet" disabled={leaving} onClick={() => void leave()} title={session.viewer.name}>
      <span className="hidden max-w-32 truncate lg:inline">{session.viewer.name}</span>
      <span className="text-ink-3">{t("session.signOut")}</span>
    </Button>
  );
}
