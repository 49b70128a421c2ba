import { type FocusEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type Line, lineOf, type Span, spanBetween } from "./board-lines.ts";

/** Drawn beyond either edge of the window, in pixels, so that scrolling finds something there. */
const overscan = 320;
/** What stands above a list at the least, in pixels: until it is measured, no line is drawn that cannot be in sight. */
const aboveAtLeast = 200;
/** On paper there is no scrolling: all lines are drawn, up to as many. */
export const mostPrinted = 2000;

interface WindowSpan {
  /** Lines to draw. */
  readonly drawn: Span;
  /** Lines of which something is in sight. */
  readonly seen: Span;
}

/** Which lines of a list the window, or a sheet, shows. The window scrolls, as in any page; `offsets` as of offsetsOf. */
export function useWindowSpan(
  list: RefObject<HTMLElement | null>,
  offsets: Float64Array,
  printing: boolean,
): WindowSpan {
  // How far the list's top is above the window's, in pixels. Told by events, so that no poll has to measure anything.
  const [top, setTop] = useState(-aboveAtLeast);
  const latest = useRef(offsets);
  useLayoutEffect(() => {
    latest.current = offsets;
  }, [offsets]);
  useLayoutEffect(() => {
    const update = () => {
      const next = -(list.current?.getBoundingClientRect().top ?? 0);
      setTop((before) => (sameLines(before, next, latest.current) ? before : next));
    };
    // Told at once, ahead of the first paint, and whenever what stands above the list comes or goes.
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
  const span = spanAt(top, offsets);
  return printing
    ? { ...span, drawn: { first: 0, last: Math.min(mostPrinted, offsets.length - 1) - 1 } }
    : span;
}

function spanAt(top: number, offsets: Float64Array): WindowSpan {
  const bottom = top + window.innerHeight;
  return {
    drawn: spanBetween(offsets, top - overscan, bottom + overscan),
    seen: spanBetween(offsets, top, bottom),
  };
}

/** Whether scrolling from one place to another changes nothing that is drawn or told. */
function sameLines(before: number, next: number, offsets: Float64Array): boolean {
  if (before === next) return true;
  const [one, other] = [spanAt(before, offsets), spanAt(next, offsets)];
  return same(one.drawn, other.drawn) && same(one.seen, other.seen);
}

function same(one: Span, other: Span): boolean {
  return one.first === other.first && one.last === other.last;
}

interface HeldLine {
  /** -1: it is drawn anyway, or there is none. */
  readonly index: number;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/** Keeps the line that has the focus, though a poll may have moved it out of sight. */
export function useHeldLine(lines: readonly Line[], drawn: Span): HeldLine {
  const [key, setKey] = useState<string | null>(null);
  return {
    index: key === null ? -1 : indexOutside(lines, key, drawn),
    onFocus: ({ target }) => setKey(target.closest<HTMLElement>("[data-line]")?.dataset["line"] ?? null),
    onBlur: ({ relatedTarget, currentTarget }) => {
      // Focus that goes to another window, or to a dialog, comes back here.
      if (relatedTarget === null || relatedTarget.closest("dialog")) return;
      if (!currentTarget.contains(relatedTarget)) setKey(null);
    },
  };
}

function indexOutside(lines: readonly Line[], key: string, { first, last }: Span): number {
  if (lineOf(lines.slice(first, last + 1), key) >= 0) return -1;
  return lineOf(lines, key);
}

/** Whether the page is being printed: the browser waits for nothing that is drawn later. */
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
