import { useDisplay } from "../../../lib/display.tsx";
import { useTicking } from "../../../lib/use-ticking.ts";

/** The server's time in the chosen zone. Its seconds show that the wall itself is alive. */
export function WallClock() {
  const { format, timeZone } = useDisplay();
  const now = useTicking((time) => Math.floor(time / 1000) * 1000);
  return (
    <div data-part="clock" className="flex items-center gap-3 whitespace-nowrap">
      <div className="flex flex-col items-end text-xs text-ink-2">
        <span>{format.date(now)}</span>
        <span>
          {timeZone} ({format.offset(now)})
        </span>
      </div>
      <time dateTime={new Date(now).toISOString()} className="text-3xl font-semibold">
        {format.clock(now)}
      </time>
    </div>
  );
}
