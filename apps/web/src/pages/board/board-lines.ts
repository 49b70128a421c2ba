import type { Campaign } from "@cruiseboard/contract";
import { keyOf } from "../../domain/campaign-key.ts";
import { hasOutlook, hasUncalled } from "../../domain/forecast.ts";
import type { Group } from "../../domain/grouping.ts";
import type { Density, Layout } from "../../domain/view-state.ts";
import type { Room } from "./use-room.ts";

/** One line of the board: a group's head, a row, or the cards that stand side by side. */
export type Line = Group | readonly Campaign[];

/** @param perLine campaigns in a line; 1: rows. */
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

export function campaignsIn(line: Line | undefined): readonly Campaign[] {
  return line === undefined || isGroup(line) ? [] : line;
}

export function groupKey({ group }: Group): string {
  return `group ${group}`;
}

/** The index of the line that holds a campaign, or that is a group's; -1: none does. */
export function lineOf(lines: readonly Line[], key: string): number {
  return lines.findIndex((line) =>
    isGroup(line) ? groupKey(line) === key : line.some((campaign) => keyOf(campaign) === key),
  );
}

/** Heights in rem, as the components draw them. */
const groupHeight = 2.75;
const cardHeight = 19.75;
const rowHeights: Record<Density, number> = { comfortable: 4, compact: 2.5 };
const stackedGap = 0.5;
/** Without the forecast, which has at most so many lines. */
const stacked = { narrow: { height: 12.375, forecastLines: 2 }, frame: { height: 6, forecastLines: 1 } };

interface LineHeightOptions {
  readonly layout: Layout;
  readonly density: Density;
  readonly room: Room;
  /** Pixels in a rem. */
  readonly rem: number;
}

/** The height of each line in pixels, known without measuring. */
export function lineHeight({ layout, density, room, rem }: LineHeightOptions): (line: Line) => number {
  if (layout === "cards") return (line) => rem * (isGroup(line) ? groupHeight : cardHeight);
  if (room === "wide") return (line) => rem * (isGroup(line) ? groupHeight : rowHeights[density]);
  const { height, forecastLines } = stacked[room];
  return (line) => {
    const [campaign] = campaignsIn(line);
    if (campaign === undefined) return rem * (groupHeight + stackedGap);
    const lines = Math.min(forecastLines, Number(hasOutlook(campaign)) + Number(hasUncalled(campaign)));
    return rem * (height + stackedGap + (lines === 0 ? 0 : 0.375 + lines * 1.25));
  };
}
