import { type RefObject, useLayoutEffect, useRef } from "react";
import { keyOf } from "../../lib/campaign-key.ts";
import type { Span } from "../../lib/virtual-lines.ts";
import { campaignsIn, type Line, lineOf } from "./board-lines.ts";

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
