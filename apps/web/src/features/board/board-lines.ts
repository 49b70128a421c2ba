import type { Campaign } from "@cruiseboard/contract";
import { keyOf } from "../../lib/campaign-key.ts";
import type { Group } from "../../lib/grouping.ts";

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
