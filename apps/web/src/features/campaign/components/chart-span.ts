import type { Campaign } from "@cruiseboard/contract";
import type { HistoryRange } from "../history-range.ts";
import type { Past } from "../past.ts";

/** Shortest span of time that is drawn, in milliseconds; less would magnify noise. */
const shortest = 60_000;

interface ChartSpanOptions {
  readonly campaign: Pick<Campaign, "state" | "endTime">;
  readonly past: Past;
  readonly range: HistoryRange;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * From when to when is drawn, in epoch milliseconds: from the first sample to the present; of a campaign that has
 * ended, to its last sample; of one that runs and is drawn as a whole, to the close of its window if that is near.
 */
export function chartSpan({ campaign, past, range, now }: ChartSpanOptions): [from: number, to: number] {
  const from = past.samples[0]?.at ?? now - shortest;
  const last = past.samples.at(-1)?.at ?? now;
  const ended = campaign.state === "completed" || campaign.state === "terminated";
  const present = ended && range === "all" ? last : now;
  const close = campaign.endTime === null ? present : Date.parse(campaign.endTime);
  const near = campaign.state === "running" && range === "all" && close - present < 2 * (present - from);
  return [from, Math.max(near ? close : present, present, from + shortest)];
}
