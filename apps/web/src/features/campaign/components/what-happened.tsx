import type { CampaignKey } from "@cruiseboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { failureWords } from "../../../lib/failure-words.ts";
import type { KnownEvent } from "../../../lib/read-answers.ts";
import { eventsQuery } from "../api/events-query.ts";
import { type EventDay, eventDays } from "../event-days.ts";
import { EventLine } from "./event-line.tsx";

/** As many stand there at first. */
const few = 12;

/** The sequence of events, newest first, day by day. */
export function WhatHappened({ campaignKey }: { campaignKey: CampaignKey }) {
  const { t } = useDisplay();
  const { data: events, error, isPending } = useQuery(eventsQuery(campaignKey));
  return (
    <section
      aria-label={t("events.title")}
      aria-busy={isPending}
      className="min-w-0 rounded-xl border border-line bg-surface p-4"
    >
      <h2 className="mb-3 text-13 font-medium text-ink-2">{t("events.title")}</h2>
      {isPending && <div className="skeleton h-24" />}
      {events?.length === 0 && <p className="text-ink-2">{t("events.none")}</p>}
      {events && events.length > 0 && <Events events={events} />}
      {error && (
        <p role="status" className="text-xs text-notice">
          {t("events.failed", { reason: failureWords(t, error) })}
        </p>
      )}
    </section>
  );
}

function Events({ events }: { events: readonly KnownEvent[] }) {
  const { t, timeZone } = useDisplay();
  const [all, setAll] = useState(false);
  const days = eventDays(all ? events : events.slice(0, few), timeZone);
  return (
    <div className="flex flex-col gap-4">
      {days.map((day) => (
        <Day key={day.day} day={day} />
      ))}
      {!all && events.length > few && (
        <Button look="quiet" className="no-print self-start" onClick={() => setAll(true)}>
          {t("events.all", { count: events.length })}
        </Button>
      )}
    </div>
  );
}

function Day({ day: { events } }: { day: EventDay }) {
  const { format } = useDisplay();
  const [first] = events;
  return (
    <div>
      {first && <h3 className="mb-1 text-xs font-medium text-ink-2">{format.date(Date.parse(first.at))}</h3>}
      <ol className="flex flex-col">
        {events.map((event) => (
          <EventLine key={identity(event)} event={event} />
        ))}
      </ol>
    </div>
  );
}

function identity(event: KnownEvent): string {
  return [event.at, event.kind, "attention" in event ? event.attention : ""].join(" ");
}
