import { useEffect } from "react";
import type { BoardPlace } from "../lib/board-place.ts";

/** Begins another page than the board at its top. @param campaign the one that it is about; null: none. */
export function useArrival(place: BoardPlace, campaign: string | null = null): void {
  useEffect(() => {
    // In newer browsers this answers a promise, which React would take for a clean-up.
    window.scrollTo(0, 0);
    if (campaign !== null) place.visit(campaign);
    // Whoever came by the board is told of the new page; on a page that is just opened the focus stays the browser's.
    if (place.left() !== null) document.querySelector("main")?.focus({ preventScroll: true });
  }, [place, campaign]);
}
