import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { AlertBell } from "../../alerts/alert-tray.tsx";
import { linksSuffice, request } from "../../api/http.ts";
import { useSession } from "../../api/session.ts";
import { Button, IconButton, PageLink } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { FaultBoundary } from "../../components/ui/lazy-part.tsx";
import { HealthChip } from "../../connection/health.tsx";
import { inBase } from "../../domain/address.ts";
import { themes } from "../../domain/preferences.ts";
import { useDisplay, useMedia } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";
import type { CommandsProps } from "./keys.ts";
import { PageTabs } from "./page-tabs.tsx";
import { Commands, Help } from "./shortcuts.tsx";

/** The subject of every viewer of an installation without sign-in. */
const openAccess = "local";

/** One line, or two where there is no room for one: pages and health are on the second. */
export function Header(commands: CommandsProps) {
  const { board } = commands;
  const session = useSession();
  const { t, format, chrome } = useDisplay();
  const minute = useMinute();
  const full = chrome === "full";
  const subject = session?.viewer.subject;
  const bell =
    subject !== undefined && board.state ? (
      <FaultBoundary fallback={bellRoom}>
        <AlertBell key={subject} subject={subject} board={board} state={board.state} />
      </FaultBoundary>
    ) : (
      bellRoom
    );
  return (
    <header
      className={`sticky top-0 z-30 h-(--header) ${chrome === "none" ? "bg-canvas" : "border-b border-line bg-surface"}`}
    >
      <p className="hidden text-xs print:block">
        {t("page.printed", { time: format.full(minute), zone: format.zone })}
      </p>
      <div
        data-part="header-line"
        className={`mx-auto h-full max-w-[110rem] items-center px-3 text-13 sm:px-4 wide:px-6 sm:embedded:flex ${full ? "grid grid-cols-[minmax(0,1fr)_auto] content-center gap-x-4 gap-y-1 pointer-coarse:gap-y-0 xl:grid-cols-[auto_auto_minmax(0,1fr)_auto]" : "flex gap-x-2"}`}
      >
        <div className="flex min-w-0 shrink-0 items-center gap-3 empty:hidden embedded:not-has-[[data-part=demo]]:hidden">
          {full && <Brand />}
          <DemoMark />
        </div>
        {chrome !== "none" && (
          <div className="max-xl:row-start-2">
            <PageTabs />
          </div>
        )}
        <div
          className={`max-w-full min-w-0 justify-self-end max-xl:row-start-2 sm:embedded:flex-1 xl:justify-self-start ${full ? "sm:max-xl:max-w-[calc(100vw-19rem)]" : "me-auto"}`}
        >
          <HealthChip board={board} />
        </div>
        {chrome === "compact" && (
          <div className="flex items-center print:hidden">
            <Commands {...commands} />
            {bell}
          </div>
        )}
        {full && (
          <div className="print:hidden flex min-w-0 items-center justify-end gap-1 max-sm:gap-0 pointer-coarse:-me-2">
            <TimeZoneControl />
            <Commands {...commands} />
            <IconButton
              icon={board.paused ? "play" : "pause"}
              large
              label={t(board.paused ? "contact.resume" : "contact.pause")}
              onClick={() => board.setPaused(!board.paused)}
              className={board.paused ? "bg-notice-soft text-notice" : ""}
            />
            {bell}
            <PageLink
              to="/wall"
              aria-label={t("page.wall")}
              title={t("page.wall")}
              className="hidden size-8 items-center justify-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink sm:inline-flex embedded:hidden pointer-coarse:size-10"
            >
              <Icon name="wall" className="size-4" />
            </PageLink>
            <DisplayControls />
            <Help />
            {session?.enabled.signIn && linksSuffice() && <OwnName name={session.viewer.name} />}
            {session && (
              <span
                className="ms-1 hidden max-w-40 truncate text-ink-3 min-[90rem]:inline"
                title={session.viewer.subject === openAccess ? t("app.localManager") : session.viewer.name}
              >
                {t(`app.${session.viewer.role}`)}
              </span>
            )}
          </div>
        )}
      </div>
    </header>
  );
}

const bellRoom = <span aria-hidden="true" className="size-8 pointer-coarse:size-10" />;

/** Leads to the board as it was left. */
export function Brand() {
  const { t } = useDisplay();
  return (
    <PageLink
      to="/"
      className="flex items-center gap-2 text-sm font-semibold max-[24rem]:hidden embedded:hidden"
    >
      <img src={inBase("/favicon.svg")} alt="" className="size-5 shrink-0" />
      <span className="max-sm:sr-only">{t("app.name")}</span>
    </PageLink>
  );
}

export function DemoMark() {
  const { t } = useDisplay();
  if (useSession()?.mode !== "demo") return null;
  return (
    <span
      data-part="demo"
      title={t("app.demoHint")}
      className="rounded-md border border-notice-line bg-notice-soft px-1.5 py-0.5 text-center text-xs font-semibold text-notice max-sm:w-min max-sm:leading-3 max-sm:break-keep max-[24rem]:px-0.5 sm:px-2 sm:whitespace-nowrap"
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
    <span className="contents embedded:hidden">
      <IconButton
        icon={theme}
        large
        label={t("display.theme", { theme: t(`display.theme.${theme}`) })}
        onClick={() => choose("theme", nextTheme)}
      />
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
  const brief = useMedia("(width < 100rem)");
  const minute = useMinute();
  const zones = open
    ? [...new Set([timeZone, "Asia/Shanghai", "UTC", ...Intl.supportedValuesOf("timeZone")])]
    : [timeZone];
  const offset = format.offset(minute);
  const own = brief ? offset : t("display.zone", { zone: format.zone, offset });
  return (
    <label
      className="flex min-w-0 items-center gap-1 whitespace-nowrap text-ink-2"
      title={t("display.timeZone")}
    >
      {/* On a phone it has the room that the mark of the demo would take. */}
      <span className="font-medium text-ink max-sm:in-[header:has([data-part=demo])]:hidden">
        {format.minute(minute, minute)}
      </span>
      <select
        aria-label={t("display.timeZone")}
        value={timeZone}
        onPointerEnter={() => setOpen(true)}
        onFocus={() => setOpen(true)}
        onChange={(event) => choose("tz", event.target.value)}
        className="h-6 max-w-44 min-w-0 rounded-md text-ellipsis bg-transparent hover:text-ink"
      >
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone === timeZone ? own : zone}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The signed-in user, and signing out; not in a portal, which signs its own users out. */
function OwnName({ name }: { name: string }) {
  const { t } = useDisplay();
  const leaving = useMutation({
    mutationFn: () => request("/auth/sign-out", { method: "POST" }) as Promise<{ location: string }>,
    onSuccess: (answer) => location.assign(answer.location),
  });
  const disabled = leaving.isPending || leaving.isSuccess;
  return (
    <Button variant="quiet" disabled={disabled} onClick={() => leaving.mutate()} title={name}>
      <span className="hidden max-w-32 truncate 2xl:inline">{name}</span>
      <span className="text-ink-3">{t("session.signOut")}</span>
    </Button>
  );
}
