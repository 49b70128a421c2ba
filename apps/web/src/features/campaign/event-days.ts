import type { KnownEvent } from "../../lib/read-answers.ts";

export interface EventDay {
  /** `2026-11-22` in the zone that was asked for. */
  readonly day: string;
  readonly events: readonly KnownEvent[];
}

/** The events by the day of a zone on which they began, in the order in which they came. */
export function eventDays(events: readonly KnownEvent[], timeZone: string): EventDay[] {
  // Swedish writes ISO dates.
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  const days = new Map<string, KnownEvent[]>();
  for (const event of events) {
    const name = day.format(Date.parse(event.at));
    days.set(name, [...(days.get(name) ?? []), event]);
  }
  return [...days].map(([name, ofDay]) => ({ day: name, events: ofDay }));
}
