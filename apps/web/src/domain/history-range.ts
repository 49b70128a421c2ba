export const historyRanges = ["1h", "today", "all"] as const;
export type HistoryRange = (typeof historyRanges)[number];

const parameter = "range";
const defaultRange: HistoryRange = "all";

/** Reads `range` of a query string; what is not understood counts as not given. */
export function parseRange(search: string): HistoryRange {
  const given = new URLSearchParams(search).get(parameter);
  return historyRanges.find((range) => range === given) ?? defaultRange;
}

/** Puts the range into a query string and leaves every other parameter where it is. */
export function withRange(search: string, range: HistoryRange): string {
  const query = new URLSearchParams(search);
  if (range === defaultRange) query.delete(parameter);
  else query.set(parameter, range);
  return query.toString();
}

/** Where a range begins, in epoch milliseconds; null: with the first observation. */
export function rangeStart(range: HistoryRange, now: number, timeZone: string): number | null {
  if (range === "all") return null;
  return range === "1h" ? now - 3_600_000 : startOfDay(now, timeZone);
}

/** The first instant of a zone's present day; days on which clocks change have 23 or 25 hours. */
export function startOfDay(now: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  const today = format.format(now);
  // By halves, as zones change at most once within a day: yesterday at one end, today at the other.
  let [before, within] = [now - 26 * 3_600_000, now];
  while (within - before > 1) {
    const between = Math.floor((before + within) / 2);
    if (format.format(between) === today) within = between;
    else before = between;
  }
  return within;
}
