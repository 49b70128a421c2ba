import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { keyOf } from "../../domain/campaign-key.ts";
import { campaignsIn, type Line } from "./board-lines.ts";

interface LeftBoard {
  readonly scrolled: number;
  /** By campaign, how far below the window's top its row stood, in pixels. */
  readonly rows: ReadonlyMap<string, number>;
  /** The `href` of the link outside the rows that had the focus; null: none. */
  readonly link: string | null;
}

/** Where the board was left, and how to come back to it. */
export interface BoardPlace {
  /** null: the board has not been shown in this tab yet. */
  left: LeftBoard | null;
  away: boolean;
  /** The campaign whose page was open last; null: none since the board came back. */
  visited: string | null;
}

/** In pixels below the list's top; undefined: the campaign is not on the board. */
type OffsetOf = (campaign: string) => number | undefined;
type ListRef = RefObject<HTMLElement | null>;

/** On return, scrolls and focuses the visited campaign where it stood, or the link that led away. */
export function useReturn(placeRef: RefObject<BoardPlace>, list: ListRef, offsetOf: OffsetOf): void {
  useLayoutEffect(() => {
    const [element, page] = [list.current, location.pathname];
    const place = placeRef.current;
    const { left, away, visited } = place;
    place.away = false;
    if (left !== null && away && visited === null) {
      window.scrollTo(0, left.scrolled);
      focus([...document.querySelectorAll("a")].find((one) => one.getAttribute("href") === left.link));
    }
    return () => {
      // A filter without matches removes the list, too, but leads to no other page.
      if (location.pathname === page) return;
      const focused = document.activeElement;
      place.away = true;
      place.left = {
        scrolled: window.scrollY,
        rows: rowTops(element),
        link: focused?.closest("[data-campaign]") ? null : (focused?.getAttribute("href") ?? null),
      };
    };
  }, [placeRef, list]);

  // Without dependencies: the row exists only once the scrolled list has been rendered.
  useEffect(() => {
    const { visited: key, left } = placeRef.current;
    if (key === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-campaign="${key}"]`);
    const offset = offsetOf(key);
    if (!row && offset !== undefined && list.current) {
      window.scrollTo(0, pageTop(list.current) + offset - window.innerHeight / 2);
      return;
    }
    placeRef.current.visited = null;
    if (row)
      window.scrollBy(0, row.getBoundingClientRect().top - (left?.rows.get(key) ?? window.innerHeight / 2));
    else window.scrollTo(0, left?.scrolled ?? 0);
    focus(row?.querySelector("a"));
  });
}

/** Unless something else has the focus. */
function focus(target: HTMLElement | null | undefined): void {
  const { activeElement, body } = document;
  const main = document.querySelector("main");
  if (activeElement === body || activeElement === main) (target ?? main)?.focus({ preventScroll: true });
}

function rowTops(list: HTMLElement | null): Map<string, number> {
  const rows = list?.querySelectorAll<HTMLElement>("[data-campaign]") ?? [];
  return new Map([...rows].map((row) => [row.dataset["campaign"] ?? "", row.getBoundingClientRect().top]));
}

const pageTop = (element: HTMLElement): number => element.getBoundingClientRect().top + window.scrollY;

interface KeptPlaceOptions {
  readonly list: ListRef;
  readonly lines: readonly Line[];
  readonly offsetOf: OffsetOf;
  readonly seen: { readonly first: number };
  /** What the lines' heights depend on; when it changes, the campaign on top stays on top. */
  readonly arrangement: string;
}

/** Keeps in sight what was in sight when the board changes from rows to cards, or its density or width. */
export function useKeptPlace({
  list,
  lines,
  offsetOf,
  seen: { first },
  arrangement,
}: KeptPlaceOptions): void {
  const before = useRef({ arrangement, top: "" });
  useLayoutEffect(() => {
    const { arrangement: known, top } = before.current;
    const element = list.current;
    // Measures only when the arrangement changed, since this runs on every poll.
    if (known !== arrangement && element && top !== "") {
      const offset = offsetOf(top);
      if (offset !== undefined) window.scrollTo(0, pageTop(element) + offset - headroom(element));
      before.current = { arrangement, top };
      return;
    }
    // The first line in sight may lie below the page's header.
    const [campaign] = first > 0 ? campaignsIn(lines[first + 1]) : [];
    before.current = { arrangement, top: campaign ? keyOf(campaign) : "" };
  }, [list, lines, offsetOf, first, arrangement]);
}

/** What covers the top of the window: the page's header and the list's own, in pixels. */
function headroom(list: HTMLElement): number {
  const head = list.previousElementSibling?.getBoundingClientRect().height ?? 0;
  return (document.querySelector("header")?.getBoundingClientRect().height ?? 0) + head;
}
