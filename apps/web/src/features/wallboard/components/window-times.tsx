import type { Campaign } from "@cruiseboard/contract";
import { Known } from "../../../components/ui/known.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { useTicking } from "../../../lib/use-ticking.ts";

/** `10:05 – 15:29`, with dates where they are not today. */
export function WindowTimes({ campaign: { startTime, endTime } }: { campaign: Campaign }) {
  return (
    <>
      <Moment at={startTime} /> – <Moment at={endTime} />
    </>
  );
}

function Moment({ at }: { at: string | null }) {
  const { format } = useDisplay();
  const minute = useTicking((now) => Math.floor(now / 60_000) * 60_000);
  if (at === null) return <Known value={null} />;
  return <time dateTime={at}>{format.minute(Date.parse(at), minute)}</time>;
}
