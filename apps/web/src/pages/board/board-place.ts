import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type FocusEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { useListener } from "../../domain/activity.ts";
import { keyOf } from "../../domain/campaign-key.ts";
import { useMedia } from "../../i18n/display.tsx";
import { campaignsIn, type Line, lineOf } from "./board-lines.ts";

/** Where the board was left, and how to come back to it. */
export interface BoardPlace {
  /** null: the board has not been shown in this tab yet. */
  left: {
    readonly scrolled: number;
    /** By campaign, how far below the window's top its row stood, in pixels. */
    readonly rows: ReadonlyMap<string, number>;
    /** The `href` of the link outside the rows that had the focus; null: none. */
    readonly link: string | null;
  } | null;
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

/** The least height of what stands above the list, in pixels; assumed until it is measured. */
const aboveAtLeast = 192;
/** All lines are printed, up to as many. */
export const mostPrinted = 2000;

interface VisibleLinesOptions {
  readonly list: RefObject<HTMLElement | null>;
  readonly lines: readonly Line[];
  readonly heightOf: (line: Line) => number;
  readonly overscan: number;
  readonly printing: boolean;
}

/** Which lines the window, or a sheet, shows, and where. The window scrolls; nothing but the list's top is measured. */
export function useVisibleLines({ list, lines, heightOf, overscan, printing }: VisibleLinesOptions) {
  // The virtualizer is one object that changes in place.
  "use no memo";
  const [scrollMargin, setScrollMargin] = useState(aboveAtLeast);
  useLayoutEffect(() => {
    // Runs ahead of the first paint, and when what stands above the list comes or goes.
    const observer = new ResizeObserver(() => {
      if (list.current) setScrollMargin(list.current.getBoundingClientRect().top + window.scrollY);
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [list]);
  // oxlint-disable-next-line react/incompatible-library -- that is why this hook is not compiled
  const virtualizer = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => heightOf(lines[index] ?? []),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a new function makes it read all heights again
    getItemKey: useCallback((index: number) => index, [lines, heightOf]),
    overscan,
    scrollMargin,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    useFlushSync: false,
  });
  const [focused, setFocused] = useState<string | null>(null);
  // A line with the focus stays, though a poll may move it out of sight.
  const held = focused === null ? -1 : lineOf(lines, focused);
  const drawn = printing
    ? Array.from({ length: Math.min(mostPrinted, lines.length) }, (_, index) => index)
    : virtualizer.getVirtualIndexes();
  const { startIndex: first, endIndex: last } = virtualizer.range ?? { startIndex: 0, endIndex: -1 };
  return {
    drawn: held < 0 || drawn.includes(held) ? drawn : [...drawn, held].toSorted((one, other) => one - other),
    /** First and last line in sight; `last` before `first`: none. */
    seen: { first, last },
    height: virtualizer.getTotalSize(),
    offsetOf: (index: number) => {
      const line = virtualizer.measurementsCache[index];
      return line && line.start - scrollMargin;
    },
    onFocus: ({ target }: FocusEvent) =>
      setFocused(target.closest<HTMLElement>("[data-line]")?.dataset["line"] ?? null),
    onBlur: ({ relatedTarget, currentTarget }: FocusEvent) => {
      // Focus that goes to another window, or to a dialog, comes back here.
      if (relatedTarget === null || relatedTarget.closest("dialog")) return;
      if (!currentTarget.contains(relatedTarget)) setFocused(null);
    },
  };
}

/** Whether the page is being printed. Renders at once, since the browser waits for nothing that is drawn later. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  const paper = useMedia("print");
  useListener("beforeprint", () => flushSync(() => setPrinting(true)));
  useListener("afterprint", () => setPrinting(false));
  return printing || paper;
}
