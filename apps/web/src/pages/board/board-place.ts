import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type FocusEvent, type RefObject, useCallback, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { useListener } from "../../domain/activity.ts";
import { useMedia } from "../../i18n/display.tsx";
import { type Line, lineOf } from "./board-lines.ts";

/** Where the board was left, while another page is shown. */
export interface BoardPlace {
  left: {
    readonly scrolled: number;
    /** The `href` of the link that had the focus, and its campaign; null: none. */
    readonly link: string | null;
    readonly campaign: string | null;
  } | null;
}

/** On return, scrolls the board to where it was left, and focuses the link that led away. */
export function useReturn(placeRef: RefObject<BoardPlace>): void {
  useLayoutEffect(() => {
    const page = location.pathname;
    const place = placeRef.current;
    if (place.left !== null) {
      const { scrolled, link, campaign } = place.left;
      window.scrollTo(0, scrolled);
      const main = document.querySelector("main");
      const target = [...document.querySelectorAll("a")].find((one) => one.getAttribute("href") === link);
      const { activeElement } = document;
      // Polls may have moved its campaign out of sight: then the browser scrolls to it.
      if (activeElement === document.body || activeElement === main)
        (target ?? main)?.focus({ preventScroll: !target || campaign === null });
      place.left = null;
    }
    return () => {
      // A filter without matches removes the list, too, but leads to no other page.
      if (location.pathname === page) return;
      const active = document.activeElement;
      place.left = {
        scrolled: window.scrollY,
        link: active?.getAttribute("href") ?? null,
        campaign: active?.closest<HTMLElement>("[data-campaign]")?.dataset["campaign"] ?? null,
      };
    };
  }, [placeRef]);
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
  readonly placeRef: RefObject<BoardPlace>;
}

/** Which lines the window, or a sheet, shows, and where. The window scrolls; nothing but the list's top is measured. */
export function useVisibleLines(options: VisibleLinesOptions) {
  // The virtualizer is one object that changes in place.
  "use no memo";
  const { list, lines, heightOf, overscan, printing, placeRef } = options;
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
    initialOffset: () => placeRef.current.left?.scrolled ?? window.scrollY,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    useFlushSync: false,
  });
  const [focused, setFocused] = useState(() => placeRef.current.left?.campaign ?? null);
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
