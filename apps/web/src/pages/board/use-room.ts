import { useSyncExternalStore } from "react";
import type { Layout } from "../../domain/view-state.ts";
import type { Room } from "./board-lines.ts";

/** What the window has room for; changes only when something that follows from it changes. */
export interface BoardRoom {
  readonly room: Room;
  /** Pixels in a rem: larger for whoever enlarges the text. */
  readonly rem: number;
  /** Of a row, in rem. */
  readonly width: number;
}

/** Rem from which on each is given, widest first. The same numbers stand in styles.css. */
const rooms: readonly (readonly [number, Room])[] = [
  [60, "wide"],
  [40, "frame"],
  [30, "medium"],
];

/** The page's widest and what stands beside a row, in rem. */
const widest = 110;
const border = 0.125;
/** Of a row on the narrowest sheet, upright A4, in rem as styles.css makes them there. */
export const sheetWidth = 58;
const margins = { wide: 3 + border, medium: 2 + border, narrow: 1.5 + border } as const;

export function useRoom(): BoardRoom {
  const { rem, across, inside } = useSyncExternalStore(browserMeasures.subscribe, browserMeasures.latest);
  const room = rooms.find(([from]) => across >= from)?.[1] ?? "narrow";
  const margin = room === "wide" || room === "narrow" ? margins[room] : margins.medium;
  return { room, rem, width: Math.min(inside, widest) - margin };
}

/** The least width of a card, and the gap between two, in rem. */
const cardWidth = 20;
const gap = 0.75;

/** How many campaigns stand beside each other. */
export function perLine(layout: Layout, { width, room }: BoardRoom): number {
  if (layout === "table") return 1;
  return room === "narrow" ? 1 : Math.max(1, Math.floor((width + gap) / (cardWidth + gap)));
}

/** A card's padding and border on both sides, and its chart's height, in rem. */
const cardEdges = 2.125;
const chartHeight = 4.5;

/** The size of the chart in a card, in whole pixels. */
export function cardChartSize({ width, rem }: BoardRoom, abreast: number): { width: number; height: number } {
  const card = (width + border - gap * (abreast - 1)) / abreast;
  return { width: Math.floor((card - cardEdges) * rem), height: Math.round(chartHeight * rem) };
}

/** Of the window. */
interface Measures {
  /** Pixels in a rem. */
  readonly rem: number;
  /** Its width in rem, as media queries see it. */
  readonly across: number;
  /** The same without its scroll bar. */
  readonly inside: number;
}

const listeners = new Set<() => void>();
let known: Measures | undefined;
let observer: ResizeObserver | undefined;

/**
 * Taken when the window or the page's box has changed, not whenever somebody asks: asking in the middle of a rendering
 * has the browser lay out the whole page at once.
 */
const browserMeasures = {
  /** The same object until something changes. */
  latest: (): Measures => (known ??= measure()),
  /** Answers a function that ends it. */
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    if (listeners.size === 1) watch();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) unwatch();
    };
  },
};

function watch(): void {
  // A scroll bar that comes or goes, or text made larger, changes the page's box but not the window.
  observer = new ResizeObserver(update);
  observer.observe(document.documentElement);
  window.addEventListener("resize", update);
}

function unwatch(): void {
  observer?.disconnect();
  window.removeEventListener("resize", update);
}

function update(): void {
  const next = measure();
  if (known?.rem === next.rem && known.across === next.across && known.inside === next.inside) return;
  known = next;
  for (const listener of listeners) listener();
}

function measure(): Measures {
  const root = document.documentElement;
  const rem = Number.parseFloat(getComputedStyle(root).fontSize) || 16;
  return { rem, across: window.innerWidth / rem, inside: root.clientWidth / rem };
}
