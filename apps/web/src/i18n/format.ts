import type { Locale } from "../domain/preferences.ts";
import type { Translate } from "./messages.ts";

const dayMs = 86_400_000;

export type Format = ReturnType<typeof createFormat>;

export function createFormat(locale: Locale, timeZone: string, t: Translate) {
  const number = new Intl.NumberFormat(locale);
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const list = new Intl.ListFormat(locale, { style: "narrow" });
  const dates = dateFormats(locale, timeZone);
  const dayOf = (at: number) => dates.day.format(at);
  /** A clock time with its day as seen from another moment: none if it is the same, `+1` for the next one. */
  const dated = (at: number, now: number, clock: string) => {
    if (dayOf(at) === dayOf(now)) return clock;
    return dayOf(at - dayMs) === dayOf(now)
      ? t("time.nextDay", { time: clock })
      : `${dates.date.format(at)} ${clock}`;
  };
  const minute = (at: number, now: number) => dated(at, now, dates.minute.format(at));
  /** `UTC+8` */
  const offset = (at: number) => {
    const part = dates.offset.formatToParts(at).find(({ type }) => type === "timeZoneName");
    return (part?.value ?? "UTC").replace("GMT", "UTC").replace(/\+0$/, "");
  };
  return {
    /** null: unknown. */
    number: (value: number | null) => (value === null ? t("unknown") : number.format(value)),
    decimal: (value: number) => decimal.format(value),
    /** Callees per minute; one decimal below ten. */
    pace: (perMinute: number) =>
      perMinute < 9.95 ? decimal.format(perMinute) : number.format(Math.round(perMinute)),
    /** Rounded, but only all is 100 %, and only none is 0 %. null: a count is unknown, or there is nothing to count. */
    percent(part: number | null, whole: number | null): string | null {
      if (part === null || whole === null || whole === 0) return null;
      const points = part >= whole ? 100 : Math.min(99, Math.round((part * 100) / whole));
      return points === 0 && part > 0 ? `<${percent.format(0.01)}` : percent.format(points / 100);
    },
    clock: (at: number) => dates.second.format(at),
    date: (at: number) => dates.weekday.format(at),
    /** `14:05:09`, with its day unless it is today. */
    moment: (at: number, now: number) => dated(at, now, dates.second.format(at)),
    /** `14:05`, with its day unless it is today. */
    minute,
    /** `22:22` and `02:12 +1`, or with dates; null: unknown. An end on its start's day does not repeat a date. */
    window(start: number | null, end: number | null, now: number): readonly [string | null, string | null] {
      const from = start === null ? null : minute(start, now);
      if (end === null) return [from, null];
      const repeats = start !== null && dayOf(start) === dayOf(end) && dayOf(end - dayMs) !== dayOf(now);
      return [from, repeats ? dates.minute.format(end) : minute(end, now)];
    },
    /** `14:36–15:38`, `04:01–05:01 +1`; beyond tomorrow the days alone. */
    range(earliest: number, latest: number, now: number): string {
      const [from, to] = [earliest, latest].map((at) => dates.minute.format(at)) as [string, string];
      if (dayOf(latest - dayMs) > dayOf(now)) {
        const [first, last] = [earliest, latest].map((at) => dates.date.format(at)) as [string, string];
        const start = dayOf(earliest) === dayOf(now) ? from : first;
        return start === last ? `≈ ${last}` : `${start}–${last}`;
      }
      if (dayOf(earliest) !== dayOf(latest)) return `${from}–${minute(latest, now)}`;
      return from === to ? `≈ ${minute(latest, now)}` : dated(latest, now, `${from}–${to}`);
    },
    /** `2026-11-22 14:05:09 UTC+8` */
    full: (at: number) => `${dates.day.format(at)} ${dates.second.format(at)} ${offset(at)}`,
    offset,
    /** `A, B, C` */
    list: (names: readonly string[]) => list.format(names),
    /** `Asia/Shanghai`, in Chinese by its usual name. */
    zone: t("time.zone", { known: timeZone === "Asia/Shanghai" ? "shanghai" : "other", zone: timeZone }),
    /** Joins the parts that are not null, each with a full stop. */
    sentences(...parts: readonly (string | null)[]): string {
      const [stop, space] = locale === "zh-CN" ? ["。", ""] : [".", " "];
      return parts
        .filter((part) => part !== null)
        .map((part) => (/[.!?…。！？]$/.test(part) ? part : part + stop))
        .join(space);
    },
    /** At most two units: `3 s`, `12 min`, `1 h 5 min`, `2 d 3 h`. */
    duration(milliseconds: number): string {
      const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
      const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
      const unit = (name: "minutes" | "hours" | "days", n: number) =>
        n === 0 ? "" : t(`unit.${name}`, { n });
      if (minutes === 0) return t("unit.seconds", { n: seconds });
      const two =
        hours < 24
          ? [unit("hours", hours), unit("minutes", minutes % 60)]
          : [unit("days", Math.floor(hours / 24)), unit("hours", hours % 24)];
      return two.filter(Boolean).join(" ");
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
    // Swedish writes ISO dates.
    day: new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit", timeZone }),
    offset: new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" }),
  };
}
