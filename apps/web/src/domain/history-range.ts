import { withParameter } from "./address.ts";

export const historyRanges = ["1h", "today", "all"] as const;
export type HistoryRange = (typeof historyRanges)[number];

export function parseRange(search: string): HistoryRange {
  const given = new URLSearchParams(search).get("range");
  return historyRanges.find((range) => range === given) ?? "all";
}

export function withRange(search: string, range: HistoryRange): string {
  return withParameter(search, "range", range === "all" ? null : range);
}

/** Epoch milliseconds; null: the first observation. */
export function rangeStart(range: HistoryRange, now: number, timeZone: string): number | null {
  if (range === "all") return null;
  return range === "1h" ? now - 3_600_000 : startOfDay(now, timeZone);
}

/** Start of the present day in a zone. Days on which clocks change have 23 or 25 hours. */
export function startOfDay(now: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  const today = format.format(now);
  let [before, within] = [now - 26 * 3_600_000, now];
  while (within - before > 1) {
    const between = Math.floor((before + within) / 2);
    if (format.format(between) === today) within = between;
    else before = between;
  }
  return within;
}
