import { useEffect } from "react";
import type { Board } from "../api/board.ts";
import { hasStatus } from "../api/http.ts";
import { AgeInWords } from "../components/campaign/age.tsx";
import { Banner } from "../components/ui/blank-slate.tsx";
import { Button } from "../components/ui/button.tsx";
import { useDisplay } from "../i18n/display.tsx";
import { time } from "../i18n/time.ts";
import { UpstreamTrouble } from "./upstream-trouble.tsx";

/** At most one: the fault nearest to the viewer hides those behind it. `newer`: the server serves another build. */
export function BoardBanner({ board, newer }: { board: Board; newer: boolean }) {
  const { state, contact, error, paused, confirmedAt, setPaused, pollNow } = board;
  const { t } = useDisplay();
  if (contact === "lost" && hasStatus(error, 401))
    return (
      <Banner icon="lost" urgent title={t("contact.unauthenticatedTitle")}>
        {t("contact.unauthenticatedHint")}
      </Banner>
    );
  if (contact === "lost")
    return (
      <Banner
        icon="lost"
        urgent
        title={t("contact.lostTitle")}
        action={<Button onClick={pollNow}>{t("contact.tryNow")}</Button>}
      >
        {/* Changes every second. */}
        <span aria-live="off">
          {confirmedAt === 0 ? (
            t("contact.neverHint")
          ) : (
            <AgeInWords words="contact.lostHint" at={confirmedAt} />
          )}
        </span>
      </Banner>
    );
  if (paused)
    return (
      <Banner
        icon="pause"
        title={t("contact.pausedTitle")}
        action={<Button onClick={() => setPaused(false)}>{t("contact.resume")}</Button>}
      >
        {t("contact.pausedHint")}
      </Banner>
    );
  if (state && state.upstream.status !== "ok") return <UpstreamTrouble {...state} />;
  if (!newer) return null;
  return (
    <Banner
      icon="refresh"
      title={t("page.newer")}
      action={<Button onClick={() => location.reload()}>{t("crash.reload")}</Button>}
    >
      {t("page.newerHint")}
    </Banner>
  );
}

/** Idle time before the page reloads itself. */
const idleMs = { wall: 60_000, page: 10 * 60_000 } as const;
/** Random delay, so that not all pages reload at once. */
const spreadMs = 60_000;
const checkMs = 5000;
const againMs = 3_600_000;
const reloadedFor = "cruiseboard.reloadedFor";

/** undefined: the development server. */
const ownBuild = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;

let touchedAt = time.monotonic();
for (const touch of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focusin"])
  addEventListener(touch, () => (touchedAt = time.monotonic()), { capture: true, passive: true });

/** Whether the server serves another build. A wall, or an idle page, then reloads itself. */
export function useNewerPage({ state, contact, paused }: Board, onWall: boolean): boolean {
  const build = state?.build ?? null;
  const isNewer = build !== null && ownBuild !== undefined && build !== ownBuild;
  const mayReload = isNewer && contact === "live" && !paused;
  useEffect(() => {
    if (!mayReload) return;
    const quiet = idleMs[onWall ? "wall" : "page"] + Math.random() * spreadMs;
    const timer = setInterval(() => {
      if (time.monotonic() - touchedAt < quiet || isInUse() || !mayReloadFor(build)) return;
      void reloadIfServed();
    }, checkMs);
    return () => clearInterval(timer);
  }, [mayReload, onWall, build]);
  return isNewer;
}

/** A reload would lose open, edited or selected content. */
function isInUse(): boolean {
  const written = document.querySelector("textarea:focus, input:focus");
  const open = document.querySelector("dialog[open], :popover-open, [aria-expanded=true]");
  return written !== null || open !== null || getSelection()?.isCollapsed === false;
}

/** A proxy's error page, or the browser's own, would stay for ever. */
async function reloadIfServed(): Promise<void> {
  const { ok } = await fetch(location.href, { cache: "no-store" }).catch(() => ({ ok: false }));
  if (ok) location.reload();
  else sessionStorage.removeItem(reloadedFor);
}

/** Once per build and hour: while two backends serve different versions, a page would reload on and on. */
function mayReloadFor(build: string): boolean {
  try {
    const [before, at] = (sessionStorage.getItem(reloadedFor) ?? "").split(" ");
    if (before === build && time.now() - Number(at) < againMs) return false;
    sessionStorage.setItem(reloadedFor, `${build} ${time.now()}`);
    return true;
  } catch {
    // Storage is blocked: only the banner offers a reload.
    return false;
  }
}
