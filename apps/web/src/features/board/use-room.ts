import { useSyncExternalStore } from "react";
import type { Layout } from "../../lib/view-state.ts";
import type { Room } from "./line-heights.ts";

/** What the window has room for; changes only when something that follows from it changes. */
export interface BoardRoom {
  readonly room: Room;
  /** Pixels in a rem: larger for whoever enlarges the text. */
  readonly rem: number;
  /** Of a row, in rem. */
  readonly width: number;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}

/** Rem from which on each is given, widest first. The same numbers stand in styles.css. */
const rooms: readonly (readonly [number, Room])[] = [
  [60, "wide"],
  [40, "frame"],
  [30, "medium"],
];

/** The page's widest and what stands beside a row, in rem. */
const widest = 110;
const margins = 3.125;

export function useRoom(): BoardRoom {
  const rem = useSyncExternalStore(subscribe, remInPixels);
  const window = useSyncExternalStore(subscribe, () => globalThis.window.innerWidth / rem);
  const width = useSyncExternalStore(subscribe, () => widthInRem(rem));
  const room = rooms.find(([from]) => window >= from)?.[1] ?? "narrow";
  return { room, rem, width };
}

function remInPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

function widthInRem(rem: number): number {
  return Math.min(document.documentElement.clientWidth / rem, widest) - margins;
}

/** The least width of a card, and the gap between two, in rem. */
const cardWidth = 20;
const gap = 0.75;

/** How many campaigns stand beside each other. */
export function perLine(layout: Layout, { width, room }: BoardRoom): number {
  if (layout === "table") return 1;
  return room === "narrow" ? 1 : Math.max(1, Math.floor((width + gap) / (cardWidth + gap)));
}
