import { type RefObject, useLayoutEffect, useState } from "react";
import { type Span, spanBetween } from "../../lib/virtual-lines.ts";

/** Drawn beyond either edge of the window, in pixels, so that scrolling finds something there. */
const overscan = 320;

interface WindowSpan {
  /** Lines to draw. */
  readonly drawn: Span;
  /** Lines of which something is in sight. */
  readonly seen: Span;
}

/** Which lines of a list the window shows. The window scrolls, as in any page; `offsets` as of offsetsOf. */
export function useWindowSpan(list: RefObject<HTMLElement | null>, offsets: Float64Array): WindowSpan {
  // Before it stands anywhere, as if it began at the window's top.
  const [span, setSpan] = useState(() => spanAt(0, offsets));
  useLayoutEffect(() => {
    const update = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      setSpan((before) => adopt(before, spanAt(-top, offsets)));
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
  }, [list, offsets]);
  return span;
}

function spanAt(top: number, offsets: Float64Array): WindowSpan {
  const bottom = top + window.innerHeight;
  return {
    drawn: spanBetween(offsets, top - overscan, bottom + overscan),
    seen: spanBetween(offsets, top, bottom),
  };
}

/** The same object for the same lines, so that scrolling by less than a line renders nothing. */
function adopt(before: WindowSpan, next: WindowSpan): WindowSpan {
  return same(before.drawn, next.drawn) && same(before.seen, next.seen) ? before : next;
}

function same(one: Span, other: Span): boolean {
  return one.first === other.first && one.last === other.last;
}
