import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { type Span, spanBetween } from "../../lib/virtual-lines.ts";

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
