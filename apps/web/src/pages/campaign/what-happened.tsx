import type { CampaignKey } from "@cruiseboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { eventsQuery } from "../../api/campaign.ts";
import type { KnownEvent } from "../../api/read-answers.ts";
import { stateWords } from "../../components/campaign/state-badge.tsx";
import { Card, FailureNote } from "../../components/ui/blank-slate.tsx";
import { Button } from "../../components/ui/button.tsx";
import { Icon, type IconName } from "../../components/ui/icon.tsx";
import { groupBy } from "../../domain/arrange.ts";
import { isUrgent } from "../../domain/attention.ts";
import { type Display, useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";

const fewEvents = 12;

export function WhatHappened({ campaignKey }: { campaignKey: CampaignKey }) {
  const { t } = useDisplay();
  const { data: events, error, isPending } = useQuery(eventsQuery(campaignKey));
  return (
    <Card title={t("events.title")} busy={isPending}>
      {isPending && <div className="skeleton h-24" />}
      {events?.length === 0 && <p className="text-ink-2">{t("events.none")}</p>}
      {events && events.length > 0 && <Events events={events} />}
      <FailureNote words="events.failed" error={error} quiet />
    </Card>
  );
}

function Events({ events }: { events: readonly KnownEvent[] }) {
  const { t, format, timeZone } = useDisplay();
  const [all, setAll] = useState(false);
  const days = eventDays(all ? events : events.slice(0, fewEvents), timeZone);
  return (
    <div className="flex flex-col gap-4">
      {[...days].map(([day, ofDay]) => (
        <div key={day}>
          <h3 className="mb-1 text-xs font-medium text-ink-2">
            {format.date(Date.parse(ofDay[0]?.at ?? ""))}
          </h3>
          <ol className="flex flex-col">
            {ofDay.map((event) => (
              <EventLine
                key={[event.at, event.kind, "attention" in event ? event.attention : ""].join(" ")}
                event={event}
              />
            ))}
          </ol>
        </div>
      ))}
      {!all && events.length > fewEvents && (
        <Button variant="quiet" className="print:hidden self-start" onClick={() => setAll(true)}>
          {t("events.all", { count: events.length })}
        </Button>
      )}
    </div>
  );
}

function EventLine({ event }: { event: KnownEvent }) {
  const display = useDisplay();
  const at = Date.parse(event.at);
  return (
    <li data-event={event.kind} className="flex items-baseline gap-3 py-1">
      <time dateTime={event.at} className="w-16 shrink-0 text-ink-2" title={display.format.full(at)}>
        {display.format.clock(at)}
      </time>
      <span className="inline-flex min-w-0 items-baseline gap-2">
        <Icon name={iconOf(event)} className={`size-3.5 translate-y-0.5 ${inkOf(event)}`} />
        <span className="min-w-0">
          {wordsOf(event, display)}
          {"until" in event && <Lasting from={at} until={event.until} />}
        </span>
      </span>
    </li>
  );
}

function Lasting({ from, until }: { from: number; until: string | null }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const duration = format.duration((until === null ? Math.max(minute, from) : Date.parse(until)) - from);
  return (
    <span className="text-ink-2">
      {" · "}
      {until === null ? t("events.still", { duration }) : t("events.lasted", { duration })}
    </span>
  );
}

function wordsOf(event: KnownEvent, { t, format }: Display): string {
  switch (event.kind) {
    case "state":
      return stateWords(t, { ...event, observedAt: event.at });
    case "total":
      return event.before === null
        ? t("events.totalFirst", { total: format.number(event.total) })
        : t("events.total", { before: format.number(event.before), total: format.number(event.total) });
    case "attention":
      return t(`attention.${event.attention}`);
    case "agent":
      return t("events.agent", { status: t(`agent.status.${event.status}`) });
    case "unobserved":
      return t("events.unobserved");
    case "unknown":
      return t("events.unknown");
  }
}

const icons = { total: "uncalledAtClose", unobserved: "stale", unknown: "unknown" } as const;

function iconOf(event: KnownEvent): IconName {
  if (event.kind === "state") return event.state;
  if (event.kind === "agent") return event.status;
  return event.kind === "attention" ? event.attention : icons[event.kind];
}

/** Only what lasts is coloured. */
function inkOf(event: KnownEvent): string {
  if (event.kind !== "attention" || event.until !== null) return "text-ink-3";
  return isUrgent(event.attention) ? "text-urgent" : "text-notice";
}

/** By day (`2026-11-22`) of a zone. */
export function eventDays(events: readonly KnownEvent[], timeZone: string): Map<string, KnownEvent[]> {
  // Swedish writes ISO dates.
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  return groupBy(events, ({ at }) => day.format(Date.parse(at)));
}
