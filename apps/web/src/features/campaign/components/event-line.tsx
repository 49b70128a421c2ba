import { Icon, type IconName } from "../../../components/ui/icon.tsx";
import { isUrgent } from "../../../lib/attention.ts";
import { type Display, useDisplay } from "../../../lib/display.tsx";
import type { KnownEvent } from "../../../lib/read-answers.ts";
import { useTicking } from "../../../lib/use-ticking.ts";

/** One event: when, what, and for how long. */
export function EventLine({ event }: { event: KnownEvent }) {
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

/** How long it was so, or has been so until now. */
function Lasting({ from, until }: { from: number; until: string | null }) {
  const { t, format } = useDisplay();
  const minute = useTicking((now) => Math.floor(now / 60_000) * 60_000);
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
      if (event.state !== "unknown") return t(`state.${event.state}`);
      return event.stateCode === null
        ? t("state.unknown")
        : t("state.unknownCode", { code: event.stateCode });
    case "total": {
      const count = (total: number | null) => (total === null ? t("unknown") : format.number(total));
      return event.before === null
        ? t("events.totalFirst", { total: count(event.total) })
        : t("events.total", { before: count(event.before), total: count(event.total) });
    }
    case "attention":
      return t(`attention.${event.attention}`);
    case "unobserved":
      return t("events.unobserved");
    case "unknown":
      return t("events.unknown");
  }
}

function iconOf(event: KnownEvent): IconName {
  switch (event.kind) {
    case "state":
      return event.state;
    case "attention":
      return event.attention;
    case "total":
      return "uncalledAtClose";
    case "unobserved":
      return "stale";
    case "unknown":
      return "unknown";
  }
}

/** Only what still goes wrong is coloured. */
function inkOf(event: KnownEvent): string {
  if (event.kind !== "attention" || event.until !== null) return "text-ink-3";
  return isUrgent(event.attention) ? "text-urgent" : "text-notice";
}
