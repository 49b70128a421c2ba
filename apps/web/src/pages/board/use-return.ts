import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { keyOf } from "../../domain/campaign-key.ts";
import { campaignsIn, type Line, lineOf, type Span } from "./board-lines.ts";
import type { BoardPlace } from "./board-place.ts";

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

interface KeptPlaceOptions {
  readonly list: RefObject<HTMLElement | null>;
  readonly lines: readonly Line[];
  readonly offsets: Float64Array;
  readonly seen: Span;
  /** What the lines' heights depend on; when it changes, the campaign on top stays on top. */
  readonly arrangement: string;
}

/** Keeps in sight what was in sight when the board changes from rows to cards, or its density or width. */
export function useKeptPlace({ list, lines, offsets, seen, arrangement }: KeptPlaceOptions): void {
  const before = useRef({ arrangement, top: "" });
  useLayoutEffect(() => {
    const { arrangement: known, top } = before.current;
    const element = list.current;
    // Only now something is measured: every poll comes by here.
    if (known !== arrangement && element && top !== "") {
      const offset = offsets[lineOf(lines, top)];
      const start = element.getBoundingClientRect().top + window.scrollY;
      if (offset !== undefined) window.scrollTo(0, start + offset - headroom(element));
      before.current = { arrangement, top };
      return;
    }
    before.current = { arrangement, top: seen.first > 0 ? topOf(lines, seen) : "" };
  }, [list, lines, offsets, seen, arrangement]);
}

/** What covers the top of the window: the page's header and the list's own, in pixels. */
function headroom(list: HTMLElement): number {
  const head = list.previousElementSibling?.getBoundingClientRect().height ?? 0;
  return (document.querySelector("header")?.getBoundingClientRect().height ?? 0) + head;
}

function topOf(lines: readonly Line[], { first }: Span): string {
  // The first line in sight may lie below the page's header.
  const [campaign] = campaignsIn(lines[first + 1]);
  return campaign ? keyOf(campaign) : "";
}
