import type { Campaign } from "@cruiseboard/contract";
import { hasOutlook, hasUncalled, punctualityOf, willMiss } from "../../domain/forecast.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";
import { Icon } from "../ui/icon.tsx";
import { Known } from "./known.tsx";

interface ForecastProps {
  readonly campaign: Campaign;
}

/** Expected end, pace and uncalled callees; nothing for a campaign without a forecast. */
export function Forecast({ campaign }: ForecastProps) {
  const running = campaign.state === "running";
  return (
    <>
      {running && <Eta campaign={campaign} named />}
      <PaceInOne campaign={campaign} />
      <Uncalled campaign={campaign} />
    </>
  );
}

/** `28/min` above what it needs. */
export function Pace({ campaign }: ForecastProps) {
  const { t, format } = useDisplay();
  const { state, pacePerMinute, requiredPacePerMinute } = campaign;
  return (
    <>
      {state === "running" && (
        <span className="whitespace-nowrap">
          <Known
            value={pacePerMinute === null ? null : t("progress.pace", { pace: format.pace(pacePerMinute) })}
          />
        </span>
      )}
      {requiredPacePerMinute !== null && hasOutlook(campaign) && (
        <span className="truncate text-xs text-ink-3">
          {t(state === "running" ? "forecast.needs" : "forecast.needsPace", {
            required: format.pace(requiredPacePerMinute),
          })}
        </span>
      )}
    </>
  );
}

/** `28/min · needs 41` in one line. */
function PaceInOne({ campaign }: ForecastProps) {
  const { t, format } = useDisplay();
  const { state, pacePerMinute, requiredPacePerMinute } = campaign;
  if (!hasOutlook(campaign)) return null;
  return (
    <span className="whole-line text-xs text-ink-3">
      {state === "running" && (
        <span>
          <PaceOrUnknown pace={pacePerMinute} />
        </span>
      )}{" "}
      {requiredPacePerMinute !== null && (
        <span className="not-first:ms-1">
          {state === "running" && "· "}
          {t(pacePerMinute === null ? "forecast.needsPace" : "forecast.needs", {
            required: format.pace(requiredPacePerMinute),
          })}
        </span>
      )}
    </span>
  );
}

/** With its caption where it is unknown: a dash alone would not say of what. */
function PaceOrUnknown({ pace }: { pace: number | null }) {
  const { t, format } = useDisplay();
  if (pace !== null) return t("progress.pace", { pace: format.pace(pace) });
  return (
    <>
      {t("column.pace")} <Known value={null} />
    </>
  );
}

/** The expected end as a range, marked if it is after the window's end. */
export function Eta({ campaign, named = false }: ForecastProps & { named?: boolean }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const { eta, endTime } = campaign;
  if (eta === null) {
    return (
      <span className="text-13 text-ink-3">
        {named ? t("forecast.eta", { range: "" }) : ""}
        <Known value={null} />
      </span>
    );
  }
  const [earliest, latest] = [Date.parse(eta.earliest), Date.parse(eta.latest)];
  const [from, to] = [format.minute(earliest, minute), format.minute(latest, minute)];
  const range = from === to ? `≈ ${from}` : format.window(earliest, latest, minute).replaceAll(" – ", "–");
  const late = punctualityOf(campaign) === "late" && endTime !== null;
  return (
    <span
      data-part="eta"
      data-late={late}
      className={`flex min-w-0 items-center gap-1 text-13 ${late ? "font-medium text-urgent" : "text-ink-2"}`}
    >
      <span className="truncate" title={`${format.full(earliest)} – ${format.full(latest)}`}>
        {named ? t("forecast.eta", { range }) : range}
      </span>
      {late && <LateMark end={format.minute(Date.parse(endTime), minute)} />}
    </span>
  );
}

function LateMark({ end }: { end: string }) {
  const { t } = useDisplay();
  const words = t("forecast.late", { end });
  return (
    <span title={words} className="shrink-0">
      <Icon name="pastEnd" />
      <span className="sr-only">{words}</span>
    </span>
  );
}

/** Uncalled callees, or the time to spare. */
export function Consequence({ campaign }: ForecastProps) {
  const { t, format } = useDisplay();
  const punctuality = campaign.state === "running" ? punctualityOf(campaign) : null;
  if (hasUncalled(campaign)) return <Uncalled campaign={campaign} />;
  if (punctuality === null || campaign.eta === null || campaign.endTime === null) return null;
  const spare = Date.parse(campaign.endTime) - Date.parse(campaign.eta.latest);
  return (
    <span className="truncate text-xs text-ink-3">
      {punctuality === "inTime"
        ? t("forecast.spare", { duration: format.duration(spare) })
        : t("forecast.tight")}
    </span>
  );
}

function Uncalled({ campaign }: ForecastProps) {
  const { t, format } = useDisplay();
  const { state, uncalledAtClose } = campaign;
  if (uncalledAtClose === null || !hasUncalled(campaign)) return null;
  const count = format.number(uncalledAtClose);
  const words = state === "running" ? t("forecast.willStay", { count }) : t("forecast.stayed", { count });
  return (
    <span
      data-part="uncalled"
      className={`truncate text-xs ${willMiss(campaign) ? "font-medium text-ink" : "text-ink-2"}`}
      title={words}
    >
      {words}
    </span>
  );
}
