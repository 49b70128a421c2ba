import type { Locale } from "../domain/preferences.ts";
import type { Translate } from "./messages.ts";

/** Everything that turns values into words of one language and time zone. Instants are epoch milliseconds. */
export interface Format {
  number(value: number): string;
  /** At most one decimal, for paces. */
  decimal(value: number): string;
  /** Callees a minute: to one decimal below ten, above that to the whole. */
  pace(perMinute: number): string;
  /** Rounded down: only all is 100 %, only none is 0 %. null: a count is not known, or there is nothing to count. */
  percent(part: number | null, whole: number | null): string | null;
  /** `14:05:09` */
  clock(at: number): string;
  /** `Sun, Nov 22` */
  date(at: number): string;
  /** `14:05:09`, with the date when it is not today. */
  moment(at: number, now: number): string;
  /** `14:05`, with the date when it is not today. */
  minute(at: number, now: number): string;
  /** `09:00 – 17:30`, with dates where they are not today. */
  window(start: number, end: number, now: number): string;
  /** `2026-11-22 14:05:09` and the zone. */
  full(at: number): string;
  /** `UTC+8` */
  offset(at: number): string;
  /** Joins what is there, each with a stop at its end, whether it came with one or not. */
  sentences(...parts: readonly (string | null)[]): string;
  /** Two units at most: `3 s`, `12 min`, `1 h 05 min`, `2 d 3 h`. */
  duration(milliseconds: number): string;
}

export function createFormat(locale: Locale, timeZone: string, t: Translate): Format {
  const number = new Intl.NumberFormat(locale);
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const dates = dateFormats(locale, timeZone);
  const shortly: string[] = [];
  const stop = locale === "zh-CN" ? "。" : ".";
  const dated = (at: number, now: number, clock: Intl.DateTimeFormat) =>
    dates.day.format(at) === dates.day.format(now)
      ? clock.format(at)
      : `${dates.date.format(at)} ${clock.format(at)}`;
  return {
    number: (value) => number.format(value),
    decimal: (value) => decimal.format(value),
    pace: (perMinute) =>
      (perMinute < 9.95 ? decimal : number).format(perMinute < 9.95 ? perMinute : Math.round(perMinute)),
    percent(part, whole) {
      if (part === null || whole === null || whole === 0) return null;
      // Multiplied before it is divided: 0.29 × 100 is less than 29.
      const points = Math.min(100, Math.floor((part * 100) / whole));
      return points === 0 && part > 0 ? `<${percent.format(0.01)}` : percent.format(points / 100);
    },
    clock: (at) => dates.second.format(at),
    date: (at) => dates.weekday.format(at),
    moment: (at, now) => dated(at, now, dates.second),
    minute: (at, now) => dated(at, now, dates.minute),
    window(start, end, now) {
      const sameDay = dates.day.format(start) === dates.day.format(end);
      return `${dated(start, now, dates.minute)} – ${sameDay ? dates.minute.format(end) : dated(end, start, dates.minute)}`;
    },
    full: (at) => `${dates.day.format(at)} ${dates.second.format(at)} ${offsetOf(dates.offset, at)}`,
    offset: (at) => offsetOf(dates.offset, at),
    sentences: (...parts) =>
      parts
        .filter((part) => part !== null)
        .map((part) => (/[.!?…。！？]$/.test(part) ? part : part + stop))
        .join(stop === "。" ? "" : " "),
    duration: (milliseconds) => {
      const seconds = Math.max(0, Math.floor(milliseconds / 1000));
      // Of ages in seconds a whole board asks every second.
      if (seconds < 60) return (shortly[seconds] ??= t("unit.seconds", { n: seconds }));
      return duration(seconds, t);
    },
  };
}

function dateFormats(locale: Locale, timeZone: string) {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  return {
    minute: new Intl.DateTimeFormat(locale, clock),
    second: new Intl.DateTimeFormat(locale, { ...clock, second: "2-digit" }),
    date: new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", timeZone }),
    weekday: new Intl.DateTimeFormat(locale, { weekday: "short", month: "short", day: "numeric", timeZone }),
    // Swedish writes ISO dates; it serves to compare days and to print unmistakable ones.
    day: new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit", timeZone }),
    offset: new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" }),
  };
}

function offsetOf(format: Intl.DateTimeFormat, at: number): string {
  const part = format.formatToParts(at).find(({ type }) => type === "timeZoneName");
  return (part?.value ?? "UTC").replace("GMT", "UTC").replace(/\+0$/, "");
}

/** From a minute on. */
function duration(seconds: number, t: Translate): string {
  const [minutes, hours, days] = [60, 3600, 86_400].map((size) => Math.floor(seconds / size)) as [
    number,
    number,
    number,
  ];
  if (hours === 0) return t("unit.minutes", { n: minutes });
  if (days === 0)
    return pair(t("unit.hours", { n: hours }), t("unit.minutes", { n: minutes % 60 }), minutes % 60);
  return pair(t("unit.days", { n: days }), t("unit.hours", { n: hours % 24 }), hours % 24);
}

function pair(larger: string, smaller: string, rest: number): string {
  return rest === 0 ? larger : `${larger} ${smaller}`;
}
