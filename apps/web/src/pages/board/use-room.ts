import { useEffect, useState } from "react";
import type { Layout } from "../../domain/view-state.ts";
import { useMedia } from "../../i18n/display.tsx";

/** How wide the window is: a phone, a portal's frame, or room for columns. As the variants of styles.css. */
export type Room = "narrow" | "frame" | "wide";

export type BoardRoom = ReturnType<typeof useRoom>;

/** The page's greatest width, and what stands beside a row, in rem. */
const widest = 110;
const border = 0.125;
/** Of the buttons at a row's end for fingers, in rem; a mouse uncovers them over the last column. */
const fingerButtons = 4;
const margins: Record<Room, number> = { wide: 3 + border, frame: 2 + border, narrow: 1.5 + border };

/** What the window has room for. Measured when it changes, so that polls cause no layout. */
export function useRoom() {
  const [{ rem, across, inside }, setMeasures] = useState(measure);
  const coarse = useMedia("(pointer: coarse)");
  useEffect(() => {
    const update = () =>
      setMeasures((before) => {
        const next = measure();
        return JSON.stringify(next) === JSON.stringify(before) ? before : next;
      });
    // A scroll bar that comes or goes, or enlarged text, changes the page's box but not the window.
    const observer = new ResizeObserver(update);
    observer.observe(document.documentElement);
    window.addEventListener("resize", update);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", update);
    };
  }, []);
  const room: Room = across >= 70 ? "wide" : across >= 40 ? "frame" : "narrow";
  const width = Math.min(inside, widest) - margins[room];
  /** `rem`: in pixels, more where the text is enlarged. `width`: of a row, in rem; `columnsWidth`: beside its buttons. */
  return { room, rem, width, columnsWidth: width - (coarse ? fingerButtons : 0) };
}

/** The window's width in rem, as media queries see it (`across`), and without its scroll bar (`inside`). */
function measure() {
  const root = document.documentElement;
  const rem = Number.parseFloat(getComputedStyle(root).fontSize) || 16;
  return { rem, across: window.innerWidth / rem, inside: root.clientWidth / rem };
}

/** The least width of a card, and the gap between two, in rem. */
const cardWidth = 20;
const gap = 0.75;

export function perLine(layout: Layout, { width, room }: BoardRoom): number {
  if (layout === "table" || room === "narrow") return 1;
  return Math.max(1, Math.floor((width + gap) / (cardWidth + gap)));
}

/** A card's padding and border on both sides, and its chart's height, in rem. */
const cardEdges = 2.125;
const chartHeight = 4.5;

export function cardChartSize({ width, rem }: BoardRoom, abreast: number): { width: number; height: number } {
  const card = (width + border - gap * (abreast - 1)) / abreast;
  return { width: Math.floor((card - cardEdges) * rem), height: Math.round(chartHeight * rem) };
}
