import type { Campaign } from "@cruiseboard/contract";
import { hasEnded } from "../../domain/forecast.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute, useTicking } from "../../i18n/time.ts";
import { Known } from "./known.tsx";

type Windowed = Pick<Campaign, "startTime" | "endTime" | "state">;

/** The dialing window, and how long until its next edge. */
export function WindowLine({ campaign }: { campaign: Windowed }) {
  return (
    <div className="flex min-w-0 flex-col wide:min-h-9 compact:min-h-0 narrow:flex-row narrow:flex-wrap narrow:items-baseline narrow:gap-x-2">
      <WindowTimes campaign={campaign} />
      <Remaining campaign={campaign} />
    </div>
  );
}

const instant = (at: string | null) => (at === null ? null : Date.parse(at));

/** `22:22 → 02:12 +1`, or one dash. Breaks before the arrow only, and is never cut. */
export function WindowTimes({ campaign: { startTime, endTime } }: { campaign: Windowed }) {
  const { t, format } = useDisplay();
  const now = useMinute();
  const [start, end] = [instant(startTime), instant(endTime)];
  const [from, to] = format.window(start, end, now);
  const title =
    start === null || end === null
      ? t("window.unknown")
      : t("window.range", { start: format.full(start), end: format.full(end), zone: format.zone });
  return (
    <span data-part="window" className="text-13 leading-5 text-ink-2" title={title}>
      <Edge at={startTime} words={from} />
      {(start ?? end) !== null && (
        <>
          {" "}
          <span className="whitespace-nowrap">
            <span className="text-ink-3">→ </span>
            <span className="font-medium text-ink">
              <Edge at={endTime} words={to} />
            </span>
          </span>
        </>
      )}
    </span>
  );
}

function Edge({ at, words }: { at: string | null; words: string | null }) {
  if (at === null || words === null) return <Known value={null} />;
  return (
    <time dateTime={at} className="whitespace-nowrap">
      {words}
    </time>
  );
}

export function Remaining({ campaign }: { campaign: Windowed }) {
  const { t, format } = useDisplay();
  const { startTime, endTime } = campaign;
  const ended = hasEnded(campaign);
  const words = useTicking((now) => {
    const [from, to] = [Date.parse(startTime ?? ""), Date.parse(endTime ?? "")];
    if (now < from) return t("window.startsIn", { duration: format.duration(from - now) });
    // An ended campaign has no use for the time that is left.
    if (now < to) return ended ? null : t("window.endsIn", { duration: format.duration(to - now) });
    return now >= to ? t("window.ended", { duration: format.duration(now - to) }) : null;
  });
  if (words === null) return null;
  return (
    <span data-part="remaining" className="text-xs text-ink-3 compact:hidden">
      {words}
    </span>
  );
}
