import type { Campaign } from "@cruiseboard/contract";
import { keyOf } from "../../domain/campaign-key.ts";
import { hasOutlook, hasUncalled } from "../../domain/forecast.ts";
import type { Group } from "../../domain/grouping.ts";
import type { Density, Layout } from "../../domain/view-state.ts";

/** What stands side by side on the board: a group's head, a campaign's row, or a few cards. */
export type Line = Group | Campaign | readonly Campaign[];

/** @param perLine how many campaigns stand beside each other; 1: rows. */
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
  if (perLine === 1) return campaigns;
  const lines = Math.ceil(campaigns.length / perLine);
  return Array.from({ length: lines }, (_, line) => campaigns.slice(line * perLine, (line + 1) * perLine));
}

export function isGroup(line: Line): line is Group {
  return "group" in line;
}

/** None in a group's head. */
export function campaignsIn(line: Line | undefined): readonly Campaign[] {
  if (line === undefined || isGroup(line)) return [];
  return isCards(line) ? line : [line];
}

function isCards(line: Campaign | readonly Campaign[]): line is readonly Campaign[] {
  return Array.isArray(line);
}

/** Names a group's line from one poll to the next; a campaign's row or card has the campaign's own key. */
export function groupKey({ group }: Group): string {
  return `group ${group}`;
}

/** The index of the line that holds a campaign, or that is a group's; -1: none does. */
export function lineOf(lines: readonly Line[], key: string): number {
  return lines.findIndex((line) => holds(line, key));
}

function holds(line: Line, key: string): boolean {
  return isGroup(line)
    ? groupKey(line) === key
    : campaignsIn(line).some((campaign) => keyOf(campaign) === key);
}

/** How wide the window is: a phone, a larger one, a portal's frame, or room for columns. As in styles.css. */
export type Room = "narrow" | "medium" | "frame" | "wide";

/** The space below a card, in rem; rows touch. */
const cardGap = 0.5;
/** A card of the cards view with its chart, in rem; fixed in styles.css. */
const cardHeight = 19;
const groupHeight = 2.75;
const rowHeights: Record<Density, number> = { comfortable: 4, compact: 2.5 };
/** Without the forecast, of which each line adds to these; in the frame it is one line. */
const stackedHeights = { narrow: 12.375, medium: 9.625, frame: 6 } as const;
const forecastLine = 1.25;
const forecastGap = 0.375;

interface LineHeightOptions {
  readonly layout: Layout;
  readonly density: Density;
  readonly room: Room;
  /** Pixels in a rem. */
  readonly rem: number;
}

/** How high each line of the board is, in pixels. Known beforehand, so that nothing has to be measured. */
export function lineHeight({ layout, density, room, rem }: LineHeightOptions): (line: Line) => number {
  if (layout === "cards") return (line) => rem * (isGroup(line) ? groupHeight : cardHeight + 1.5 * cardGap);
  if (room === "wide") return (line) => rem * (isGroup(line) ? groupHeight : rowHeights[density]);
  const base = stackedHeights[room];
  const forecast = room === "frame" ? lowForecast : forecastHeight;
  return (line) => {
    const [campaign] = campaignsIn(line);
    return rem * (cardGap + (campaign ? base + forecast(campaign) : groupHeight));
  };
}

function forecastHeight(campaign: Campaign): number {
  const lines = Number(hasOutlook(campaign)) + Number(hasUncalled(campaign));
  return lines === 0 ? 0 : forecastGap + lines * forecastLine;
}

function lowForecast(campaign: Campaign): number {
  return Math.min(forecastHeight(campaign), forecastGap + forecastLine);
}

/** First and last of some lines, both included; `last` before `first`: none. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Where each line begins, and where the last one ends, in pixels from the top of the list. */
export function offsetsOf<T>(lines: readonly T[], heightOf: (line: T) => number): Float64Array {
  const offsets = new Float64Array(lines.length + 1);
  let end = 0;
  lines.forEach((line, index) => {
    end += heightOf(line);
    offsets[index + 1] = end;
  });
  return offsets;
}

/** The lines of which some part lies between two heights. */
export function spanBetween(offsets: Float64Array, top: number, bottom: number): Span {
  const last = offsets.length - 2;
  const [from, to] = [lineAt(offsets, top), lineAt(offsets, bottom)];
  if (bottom < 0 || top > (offsets[last + 1] ?? 0)) return { first: 0, last: -1 };
  return { first: Math.max(0, from), last: Math.min(last, to) };
}

/** The line that a height falls into; beyond the ends, the nearest. */
function lineAt(offsets: Float64Array, height: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= height) low = middle;
    else high = middle - 1;
  }
  return low;
}
