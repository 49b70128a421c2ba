import { type FocusEvent, type RefObject, useEffect, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { type Line, lineOf, type Span, spanBetween } from "./board-lines.ts";

/** Drawn beyond either edge of the window, in pixels. */
const overscan = 384;
/** Scrolling renders anew once in so many pixels. */
const step = 64;
/** The least height of what stands above the list, in pixels; assumed until it is measured. */
const aboveAtLeast = 192;
/** All lines are printed, up to as many. */
export const mostPrinted = 2000;

interface WindowSpan {
  readonly drawn: Span;
  readonly seen: Span;
}

/** Which lines of a list the window, or a sheet, shows. The window scrolls; `offsets` as of offsetsOf. */
export function useWindowSpan(
  list: RefObject<HTMLElement | null>,
  offsets: Float64Array,
  printing: boolean,
): WindowSpan {
  // Of the window, in pixels below the list's top.
  const [top, setTop] = useState(-aboveAtLeast);
  const [height, setHeight] = useState(window.innerHeight);
  useLayoutEffect(() => {
    const update = () => {
      setTop(step * Math.round(-(list.current?.getBoundingClientRect().top ?? 0) / step));
      setHeight(window.innerHeight);
    };
    // Runs ahead of the first paint, and when what stands above the list comes or goes.
    const observer = new ResizeObserver(update);
    observer.observe(document.body);
    window.addEventListener("scroll", update, { passive: true });
    window.addEventListener("resize", update);
    return () => {
      observer.disconnect();
      window.removeEventListener("scroll", update);
      window.removeEventListener("resize", update);
    };
  }, [list]);
  return {
    drawn: printing
      ? { first: 0, last: Math.min(mostPrinted, offsets.length - 1) - 1 }
      : spanBetween(offsets, top - overscan, top + height + overscan),
    seen: spanBetween(offsets, top, top + height),
  };
}

/** Keeps the line that has the focus, though a poll may have moved it out of sight. */
export function useHeldLine(lines: readonly Line[]) {
  const [key, setKey] = useState<string | null>(null);
  return {
    /** -1: there is none. */
    index: key === null ? -1 : lineOf(lines, key),
    onFocus: ({ target }: FocusEvent) =>
      setKey(target.closest<HTMLElement>("[data-line]")?.dataset["line"] ?? null),
    onBlur: ({ relatedTarget, currentTarget }: FocusEvent) => {
      // Focus that goes to another window, or to a dialog, comes back here.
      if (relatedTarget === null || relatedTarget.closest("dialog")) return;
      if (!currentTarget.contains(relatedTarget)) setKey(null);
    },
  };
}

/** Whether the page is being printed. Renders at once, since the browser waits for nothing that is drawn later. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const paper = matchMedia("print");
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    const follow = () => (paper.matches ? begin() : end());
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    paper.addEventListener("change", follow);
    return () => {
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
      paper.removeEventListener("change", follow);
    };
  }, []);
  return printing;
}
