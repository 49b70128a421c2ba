import { useEffect } from "react";
import type { Board } from "../api/board.ts";
import { time } from "../i18n/time.ts";

/** Idle time before the page reloads itself. */
const idleMs = { wall: 60_000, page: 10 * 60_000 } as const;
/** Random delay, so that not all pages reload at once. */
const spreadMs = 60_000;
const checkMs = 5000;
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
      location.reload();
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

/** Once per build: with two backends of different versions a page would reload for ever. */
function mayReloadFor(build: string): boolean {
  try {
    if (sessionStorage.getItem(reloadedFor) === build) return false;
    sessionStorage.setItem(reloadedFor, build);
    return true;
  } catch {
    // Storage is blocked: only the banner offers a reload.
    return false;
  }
}
