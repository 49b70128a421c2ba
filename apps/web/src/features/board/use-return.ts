import { type RefObject, useEffect, useLayoutEffect } from "react";
import type { BoardPlace } from "../../lib/board-place.ts";

interface ReturnOptions {
  readonly place: BoardPlace;
  readonly list: RefObject<HTMLElement | null>;
  /** How far below the list's top a campaign stands, in pixels; undefined: it is not on the board any more. */
  readonly offsetOf: (campaign: string) => number | undefined;
}

/**
 * Remembers how the board was left, and on return scrolls there and gives the focus back: to the campaign one came from,
 * where it stood, or to the link that led away.
 */
export function useReturn({ place, list, offsetOf }: ReturnOptions): void {
  useLayoutEffect(() => {
    const [element, page] = [list.current, location.pathname];
    const left = place.comeBack();
    if (left !== null && place.visited() === null) {
      window.scrollTo(0, left.scrolled);
      const link = [...document.querySelectorAll("a")].find((one) => one.getAttribute("href") === left.link);
      if (hasNoFocus()) (link ?? document.querySelector("main"))?.focus({ preventScroll: true });
    }
    return () => {
      // A filter that nothing fits takes the list away, too, but it leads to no other page.
      if (location.pathname === page) return;
      const focused = document.activeElement;
      place.leave({
        scrolled: window.scrollY,
        rows: rowTops(element),
        link: focused?.closest("[data-campaign]") ? null : (focused?.getAttribute("href") ?? null),
      });
    };
  }, [place, list]);

  // Without dependencies: the row exists only once the scrolled list has been rendered.
  useEffect(() => {
    const key = place.visited();
    if (key === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-campaign="${key}"]`);
    const offset = offsetOf(key);
    if (!row && offset !== undefined && list.current) {
      const start = list.current.getBoundingClientRect().top + window.scrollY;
      window.scrollTo(0, start + offset - window.innerHeight / 2);
      return;
    }
    place.visit(null);
    const left = place.left();
    if (row) holdAt(row, left?.rows.get(key) ?? window.innerHeight / 2);
    else window.scrollTo(0, left?.scrolled ?? 0);
    const target = row?.querySelector("a") ?? document.querySelector("main");
    if (hasNoFocus()) target?.focus({ preventScroll: true });
  });
}

function hasNoFocus(): boolean {
  const { activeElement, body } = document;
  return activeElement === body || activeElement === document.querySelector("main");
}

/** Frames after which cards around the row have been measured and the list has taken its final height. */
const settlingFrames = 6;

/** Scrolls until the row stands so many pixels below the window's top, and corrects that while cards are measured. */
function holdAt(row: HTMLElement, top: number, frames = settlingFrames): void {
  if (!row.isConnected) return;
  window.scrollBy(0, row.getBoundingClientRect().top - top);
  if (frames > 0) requestAnimationFrame(() => holdAt(row, top, frames - 1));
}

function rowTops(list: HTMLElement | null): Map<string, number> {
  const rows = list?.querySelectorAll<HTMLElement>("[data-campaign]") ?? [];
  return new Map([...rows].map((row) => [row.dataset["campaign"] ?? "", row.getBoundingClientRect().top]));
}
