import type { Campaign } from "@cruiseboard/contract";
import { keyOf } from "../../domain/campaign-key.ts";
import type { Group } from "../../domain/grouping.ts";
import type { Density, ViewState } from "../../domain/view-state.ts";
import type { BoardRoom } from "./use-room.ts";

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
