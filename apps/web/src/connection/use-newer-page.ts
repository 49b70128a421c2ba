import { useEffect } from "react";
import type { Board } from "../api/board.ts";
import { time } from "../i18n/time.ts";

/** How long nobody may have touched a page before it reloads itself, in milliseconds. */
const untouchedFor = { wall: 60_000, page: 10 * 60_000 } as const;
/** Pages reload at a moment of their own within this time, so that not all do at once, in milliseconds. */
const spread = 60_000;
/** Between two looks whether the moment is there, in milliseconds. */
const lookEvery = 5000;
const reloadedFor = "cruiseboard.reloadedFor";

/** The name that the build gave this page; undefined: it was not built. */
const ownBuild = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;

let touchedAt = time.monotonic();
for (const touch of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focusin"])
  addEventListener(touch, () => (touchedAt = time.monotonic()), { capture: true, passive: true });

/** Whether the server has another page by now. A wall, or a page that nobody touches, is then reloaded at a quiet moment. */
export function useNewerPage({ state, contact, paused }: Board, onWall: boolean): boolean {
  const build = state?.build ?? null;
  const isNewer = build !== null && ownBuild !== undefined && build !== ownBuild;
  const mayReload = isNewer && contact === "live" && !paused;
  useEffect(() => {
    if (!mayReload) return;
    const quiet = untouchedFor[onWall ? "wall" : "page"] + Math.random() * spread;
    const timer = setInterval(() => {
      if (time.monotonic() - touchedAt < quiet || isInUse() || !mayReloadFor(build)) return;
      location.reload();
    }, lookEvery);
    return () => clearInterval(timer);
  }, [mayReload, onWall, build]);
  return isNewer;
}

/** Something is open, being written or selected that a reload would lose. */
function isInUse(): boolean {
  const written = document.querySelector("textarea:focus, input:focus");
  const open = document.querySelector("dialog[open], :popover-open, [aria-expanded=true]");
  return written !== null || open !== null || getSelection()?.isCollapsed === false;
}

/** Once for each: while two backends serve two pages, a page would reload for ever. */
function mayReloadFor(build: string): boolean {
  try {
    if (sessionStorage.getItem(reloadedFor) === build) return false;
    sessionStorage.setItem(reloadedFor, build);
    return true;
  } catch {
    // Nothing can be kept here, so that nobody would know: the viewer is offered it.
    return false;
  }
}
