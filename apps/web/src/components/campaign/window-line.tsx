import type { Campaign } from "@cruiseboard/contract";
import { elapsedShare, windowPhase } from "../../domain/progress.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute, useTicking } from "../../i18n/time.ts";
import { Known } from "./known.tsx";

/** The dialing window, with a time line on which a dot marks now. */
export function WindowLine({ campaign: { startTime, endTime } }: { campaign: Campaign }) {
  const { t } = useDisplay();
  if (startTime === null || endTime === null) {
    return (
      <span className="text-ink-3" title={t("window.unknown")}>
        <Instant at={startTime} /> – <Instant at={endTime} />
      </span>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <WindowText start={startTime} end={endTime} />
      <span className="flex items-center gap-2 text-xs whitespace-nowrap text-ink-3 compact:hidden print:in-data-density:flex-wrap">
        <TimeLine start={startTime} end={endTime} />
        <Remaining start={startTime} end={endTime} />
      </span>
    </div>
  );
}

function WindowText({ start, end }: { start: string; end: string }) {
  const { t, format, timeZone } = useDisplay();
  const now = useMinute();
  const [from, to] = [Date.parse(start), Date.parse(end)];
  const [first, last] = format.window(from, to, now).split(" – ");
  const title = t("window.range", { start: format.full(from), end: format.full(to), zone: timeZone });
  return (
    <span className="truncate text-13 text-ink-2" title={title}>
      <time dateTime={start}>{first}</time> – <time dateTime={end}>{last}</time>
    </span>
  );
}

function Instant({ at }: { at: string | null }) {
  const { format } = useDisplay();
  const now = useMinute();
  if (at === null) return <Known value={null} />;
  return <time dateTime={at}>{format.minute(Date.parse(at), now)}</time>;
}

function TimeLine({ start, end }: { start: string; end: string }) {
  const share = useTicking((now) => {
    const elapsed = elapsedShare({ startTime: start, endTime: end }, now);
    return elapsed === null ? null : Math.round(elapsed * 200) / 200;
  });
  if (share === null) return null;
  const within = share > 0 && share < 1;
  return (
    <span className="relative h-2 w-14 shrink-0 wide:group-data-[tight=true]/table:hidden" aria-hidden="true">
      <span className="absolute inset-x-0 top-1/2 h-px -translate-y-1/2 bg-line-strong" />
      <span className="absolute inset-y-0 left-0 w-px bg-line-strong" />
      <span className="absolute inset-y-0 right-0 w-px bg-line-strong" />
      <span
        className={`absolute top-1/2 size-2 -translate-1/2 rounded-full ${within ? "bg-ink-2" : "border border-ink-3 bg-surface"}`}
        style={{ left: `${share * 100}%` }}
      />
    </span>
  );
}

function Remaining({ start, end }: { start: string; end: string }) {
  const { t, format } = useDisplay();
  const words = useTicking((now) => {
    const [from, to] = [Date.parse(start), Date.parse(end)];
    const phase = windowPhase({ startTime: start, endTime: end }, now);
    if (phase === "before") return t("window.startsIn", { duration: format.duration(from - now) });
    if (phase === "within") return t("window.endsIn", { duration: format.duration(to - now) });
    return t("window.ended", { duration: format.duration(now - to) });
  });
  return <span className="truncate">{words}</span>;
}
