import type { Campaign } from "@cruiseboard/contract";
import type { Projection } from "../domain/forecast.ts";
import { type HistoryRange, type Past, type PastSample, startOfDay, withHoles } from "../domain/past.ts";

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
/** How far a recent range may extend into the future, as a share of its past. */
const futureShare = { "1h": 0.5, today: 1 } as const;
/** Edges of the window are drawn within a day of the samples, or within this multiple of their span. */
const windowShare = 6;
/** Room for the projection after the close, as a share of the span before it. */
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
 * The whole of a campaign spans its dialing window, the samples, the present while it runs, and the projection; of a
 * window of weeks only a part. A recent range ends with the present, or with the projection.
 */
export function chartSpan(options: ChartSpanOptions): Span {
  const { past, range, now } = options;
  const first = past.samples[0]?.at ?? now - minuteMs;
  const [from, to] = range === "all" ? wholeSpan(options, first) : [first, recentEnd(options, range, first)];
  return [from, Math.max(to, from + minuteMs)];
}

function wholeSpan({ campaign, past, projection, now }: ChartSpanOptions, first: number): Span {
  const ended = campaign.state === "completed" || campaign.state === "terminated";
  const present = ended ? (past.samples.at(-1)?.at ?? now) : Math.max(now, first);
  const reach = Math.max(dayMs, windowShare * (present - first));
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

const endOf = (projection: Projection | null): number | undefined =>
  (projection?.beyond.at(-1) ?? projection?.within.at(-1))?.at;

const instant = (at: string | null): number | undefined => (at === null ? undefined : Date.parse(at));

const tickSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * minuteMs);
const maxTicks = 7;

/** Round times of a zone, which recharts does not know; null: the span is too short for whole minutes. */
export function chartTicks(from: number, to: number, timeZone: string): number[] | null {
  if (to - from < 2 * minuteMs) return null;
  const wanted = (to - from) / maxTicks;
  const step = tickSteps.find((each) => each >= wanted) ?? Math.ceil(wanted / dayMs) * dayMs;
  const midnight = startOfDay(from, timeZone);
  const first = midnight + Math.ceil((from - midnight) / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
}

type Range = readonly [low: number, high: number];
type ChartRow = PastSample & { readonly within?: Range; readonly beyond?: Range };

/** The samples, and then the projection with the present total. */
export function chartRows(past: Past, projection: Projection | null): ChartRow[] {
  const last = past.samples.at(-1);
  if (projection === null || last === undefined) return withHoles(past);
  const row = { called: null, total: last.total };
  return [
    ...withHoles(past),
    { ...row, at: last.at },
    ...projection.within.map(({ at, low, high }): ChartRow => ({ ...row, at, within: [low, high] })),
    ...projection.beyond.map(({ at, low, high }): ChartRow => ({ ...row, at, beyond: [low, high] })),
  ];
}
