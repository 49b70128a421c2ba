import type { Campaign } from "@cruiseboard/contract";
import type { HistoryRange } from "../history-range.ts";
import type { Past } from "../past.ts";
import type { Projection } from "../projection.ts";

/** Shortest span of time that is drawn, in milliseconds; less would magnify noise. */
const shortest = 60_000;
/** What is to come takes at most so many times the room of what has been. */
const futureShare: Record<HistoryRange, number> = { "1h": 0.5, today: 1, all: 6 };

interface ChartSpanOptions {
  readonly campaign: Pick<Campaign, "state" | "endTime">;
  readonly past: Past;
  readonly projection: Projection | null;
  readonly range: HistoryRange;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * From when to when is drawn, in epoch milliseconds: from the first sample to the present; of a campaign that has
 * ended, to its last sample; of one that runs, on to the close of its window and to its projected end, as far as there
 * is room.
 */
export function chartSpan(options: ChartSpanOptions): [from: number, to: number] {
  const { campaign, past, range, now } = options;
  const from = past.samples[0]?.at ?? now - shortest;
  const last = past.samples.at(-1)?.at ?? now;
  const ended = campaign.state === "completed" || campaign.state === "terminated";
  const present = ended && range === "all" ? last : now;
  const room = futureShare[range] * (present - from);
  const wished = campaign.state === "running" ? futureOf(options).filter((at) => at > present) : [];
  // What lies further ahead than there is room for does not show at all, unless the band leads there.
  const near = wished.filter((at) => at - present < room);
  const cut = options.projection === null ? [] : wished.map((at) => Math.min(at, present + room));
  return [from, Math.max(present, from + shortest, ...near, ...cut)];
}

/** What is worth seeing ahead: the window's close, and where the band ends. */
function futureOf({ campaign: { endTime }, projection, range }: ChartSpanOptions): number[] {
  const close = endTime === null || (range !== "all" && projection === null) ? [] : [Date.parse(endTime)];
  const end = projection === null ? undefined : (projection.beyond.at(-1) ?? projection.within.at(-1));
  return end === undefined ? close : [...close, end.at];
}
