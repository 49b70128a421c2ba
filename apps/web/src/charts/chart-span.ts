import type { Campaign } from "@cruiseboard/contract";
import { type HistoryRange, startOfDay } from "../domain/history-range.ts";
import { type Past, type PastSample, withHoles } from "../domain/past.ts";
import type { Projection } from "../domain/projection.ts";

const day = 24 * 3_600_000;
/** Shortest span of time that is drawn, in milliseconds; less would magnify noise. */
const shortest = 60_000;
/** In a range that looks back, what is to come takes at most so many times the room of what has been. */
const futureShare = { "1h": 0.5, today: 1 } as const;
/** An edge of the window is drawn when it lies within a day of what was seen, or within so many times its length. */
const windowShare = 6;
/** What calling would take beyond the window's close gets at most so much of the room up to there. */
const beyondShare = 0.5;

interface ChartSpanOptions {
  readonly campaign: Pick<Campaign, "state" | "startTime" | "endTime">;
  readonly past: Past;
  readonly projection: Projection | null;
  readonly range: HistoryRange;
  /** Epoch milliseconds. */
  readonly now: number;
}

type Span = readonly [from: number, to: number];

/**
 * From when to when is drawn, in epoch milliseconds. The whole of a campaign holds its dialing window from edge to
 * edge, what was seen, the present while it has not ended, and where the projection leads; of a window of weeks as much
 * as leaves what was seen in sight. A range that looks back ends with the present, and goes on only where something is
 * projected.
 */
export function chartSpan(options: ChartSpanOptions): Span {
  const { past, range, now } = options;
  const first = past.samples[0]?.at ?? now - shortest;
  const [from, to] = range === "all" ? wholeSpan(options, first) : [first, recentEnd(options, range, first)];
  return [from, Math.max(to, from + shortest)];
}

function wholeSpan({ campaign, past, projection, now }: ChartSpanOptions, first: number): Span {
  const ended = campaign.state === "completed" || campaign.state === "terminated";
  const present = ended ? (past.samples.at(-1)?.at ?? now) : Math.max(now, first);
  const reach = Math.max(day, windowShare * (present - first));
  const [opens, closes] = [instant(campaign.startTime) ?? first, instant(campaign.endTime) ?? present];
  const from = opens < first - reach ? first : Math.min(first, opens);
  const close = Math.min(Math.max(present, closes), present + reach);
  const room = campaign.endTime === null ? reach : beyondShare * (close - from);
  return [from, Math.max(close, Math.min(endOf(projection) ?? close, close + room))];
}

function recentEnd(
  { campaign, projection, now }: ChartSpanOptions,
  range: keyof typeof futureShare,
  from: number,
): number {
  const end = endOf(projection);
  if (end === undefined) return now;
  const room = futureShare[range] * (now - from);
  const close = instant(campaign.endTime) ?? now;
  return Math.max(now, Math.min(Math.max(end, close - now < room ? close : now), now + room));
}

/** Where the band ends; undefined: there is none. */
function endOf(projection: Projection | null): number | undefined {
  return (projection?.beyond.at(-1) ?? projection?.within.at(-1))?.at;
}

function instant(at: string | null): number | undefined {
  return at === null ? undefined : Date.parse(at);
}

const minute = 60_000;
/** What a clock's face divides well, in minutes. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * minute);
/** More would run into each other. */
const most = 7;

/** Round moments of a zone between two instants; epoch milliseconds. Null: the span is too short for whole minutes. */
export function chartTicks(from: number, to: number, timeZone: string): number[] | null {
  if (to - from < 2 * minute) return null;
  const wanted = (to - from) / most;
  const step = steps.find((each) => each >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000;
  const midnight = startOfDay(from, timeZone);
  const first = midnight + Math.ceil((from - midnight) / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
}

/** What was; and while something is projected, the present total goes on beside it. */
export function chartRows(past: Past, projection: Projection | null): PastSample[] {
  const end = (projection?.beyond.at(-1) ?? projection?.within.at(-1))?.at;
  const last = past.samples.at(-1);
  if (end === undefined || last === undefined) return withHoles(past);
  const target = { called: null, total: last.total };
  return [...withHoles(past), { ...target, at: last.at }, { ...target, at: end }];
}

/** Where the plot lies within the drawing, in pixels; what stands over it has to agree. */
const margin = { top: 16, right: 28, bottom: 0, left: 0 };
const [axisWidth, axisHeight] = [52, 30];

export const plotInsets = {
  margin,
  axisWidth,
  axisHeight,
  left: margin.left + axisWidth,
  right: margin.right,
  top: margin.top,
  bottom: margin.bottom + axisHeight,
};
