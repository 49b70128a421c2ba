import type { Campaign } from "@cruiseboard/contract";
import { useEffect, useState } from "react";
import { useListener } from "../../domain/activity.ts";
import type { Group } from "../../domain/arrange.ts";
import { keyOf } from "../../domain/campaign-key.ts";
import type { Density, Layout, ViewState } from "../../domain/view-state.ts";
import { useMedia } from "../../i18n/display.tsx";

/** One line of the board: a group's head, a row, or the cards that stand side by side. */
export type Line = Group | readonly Campaign[];

export function linesOf(
  campaigns: readonly Campaign[],
  groups: readonly Group[] | null,
  perLine: number,
): readonly Line[] {
  if (groups === null) return inLines(campaigns, perLine);
  return groups.flatMap<Line>((group) =>
    group.folded ? [group] : [group, ...inLines(group.campaigns, perLine)],
  );
}

function inLines(campaigns: readonly Campaign[], perLine: number): readonly Line[] {
  const lines = Math.ceil(campaigns.length / perLine);
  return Array.from({ length: lines }, (_, line) => campaigns.slice(line * perLine, (line + 1) * perLine));
}

export function isGroup(line: Line): line is Group {
  return "group" in line;
}

export const campaignsIn = (line: Line | undefined): readonly Campaign[] =>
  line === undefined || isGroup(line) ? [] : line;

export const groupKey = ({ group }: Group): string => `group ${group}`;

/** The index of the line that holds a campaign, or that is a group's; -1: none does. */
export function lineOf(lines: readonly Line[], key: string): number {
  return lines.findIndex((line) =>
    isGroup(line) ? groupKey(line) === key : line.some((campaign) => keyOf(campaign) === key),
  );
}

/** Heights in rem, as the components draw them. */
const groupHeight = 2.75;
const cardHeight = 21.5;
const rowHeights: Record<Density, number> = { comfortable: 4.25, compact: 2.5 };
/** With the gap to the next. */
const stackedHeights = { narrow: 15.25, frame: 8.5 } as const;
const stackedGap = 0.5;

/** The height of each line in pixels, known without measuring. */
export function lineHeight({ layout, density }: ViewState, { room, rem }: BoardRoom): (line: Line) => number {
  const stacked = room !== "wide" && layout === "table";
  const group = groupHeight + (stacked ? stackedGap : 0);
  const rows = room === "wide" ? rowHeights[density] : stackedHeights[room];
  const others = layout === "cards" ? cardHeight : rows;
  return (line) => rem * (isGroup(line) ? group : others);
}

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
  useListener("resize", () => setMeasures(measureAgain));
  useEffect(() => {
    // A scroll bar that comes or goes, or enlarged text, changes the page's box but not the window.
    const observer = new ResizeObserver(() => setMeasures(measureAgain));
    observer.observe(document.documentElement);
    return () => observer.disconnect();
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

function measureAgain(before: ReturnType<typeof measure>) {
  const next = measure();
  return JSON.stringify(next) === JSON.stringify(before) ? before : next;
}

/** The least width of a card, and the gap between two, in rem. */
const cardWidth = 20;
const gap = 0.75;

export function perLine(layout: Layout, { width, room }: BoardRoom): number {
  if (layout === "table" || room === "narrow") return 1;
  return Math.max(1, Math.floor((width + gap) / (cardWidth + gap)));
}
