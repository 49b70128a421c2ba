import type { Campaign } from "@cruiseboard/contract";
import {
  hasOutlook,
  isFlaggedAway,
  punctualityOf,
  type Verdict as VerdictKind,
  verdictOf,
} from "../../domain/forecast.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";
import { Icon } from "../ui/icon.tsx";
import { Known } from "./known.tsx";
import { Remaining } from "./window-line.tsx";

interface ForecastProps {
  readonly campaign: Campaign;
}

/** What it comes to, what it would take, and its pace: three lines, or as many in one as there is room for. */
export function Outlook({ campaign }: ForecastProps) {
  return (
    <div className="flex max-h-13 flex-wrap items-baseline gap-x-3 overflow-hidden">
      <Verdict campaign={campaign} />
      <Eta campaign={campaign} />
      <Pace campaign={campaign} />
    </div>
  );
}

const inks: Partial<Record<VerdictKind["kind"], string>> = {
  will: "font-semibold text-urgent",
  due: "font-semibold text-urgent",
  may: "font-semibold text-notice",
  left: "font-semibold text-ink",
};

/** `≈ 566 uncalled · closes 11:39`; `brief`: without the time; `atClose`: in its place. */
export function Verdict({ campaign, brief = false }: ForecastProps & { brief?: boolean | "atClose" }) {
  const { t, format } = useDisplay();
  const [short, rest] = useVerdict(campaign);
  const advice = useAdvice(campaign);
  const { kind } = verdictOf(campaign);
  if (short === null) return null;
  const isForecast = brief === "atClose" && (kind === "will" || kind === "may");
  const lead = isForecast ? t("verdict.atClose", { verdict: short }) : short;
  return (
    <span
      data-part="verdict"
      data-verdict={kind}
      title={advice === null ? undefined : format.sentences(t("advice.title", { advice }), t("advice.basis"))}
      className="flex flex-wrap gap-x-3 overflow-hidden text-13 leading-4.5 text-ink-2"
    >
      <span className={inks[kind]}>{lead}</span>
      {/* The dot lies in the gap, so that it is cut off where a line begins. */}
      {rest !== null && !brief && (
        <span className="relative whitespace-nowrap text-ink before:absolute before:-left-2 before:text-ink-3 before:content-['·']">
          {rest}
        </span>
      )}
    </span>
  );
}

function useVerdict(campaign: Campaign): readonly [lead: string | null, rest: string | null] {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const { startTime, endTime, attention } = campaign;
  const verdict = verdictOf(campaign);
  const at = (words: "closes" | "closed" | "stopped" | "due", time: string | null | undefined) =>
    time == null ? null : t(`verdict.${words}`, { time: format.minute(Date.parse(time), minute) });
  switch (verdict.kind) {
    case "will":
    case "may":
      return [t(`verdict.${verdict.kind}`, { count: verdict.uncalled }), at("closes", endTime)];
    case "left": {
      const stopped = attention.find(({ kind }) => kind === "stoppedEarly")?.since;
      const when = stopped === undefined ? at("closed", endTime) : at("stopped", stopped);
      // Past its window and still running, it goes on calling.
      const words = campaign.state === "running" ? "verdict.still" : "verdict.left";
      return [t(words, { count: verdict.uncalled }), when];
    }
    case "due": {
      const { uncalled: count } = verdict;
      return [count === null ? at("due", startTime) : t("verdict.still", { count }), at("closes", endTime)];
    }
    case "open":
    case "done":
      return [t(`verdict.${verdict.kind}`), null];
    case "none":
      return [attention[0] ? t(`note.${attention[0].kind}`) : null, null];
    case "ends":
    case "ifBack":
    case "waits":
      return [null, null];
  }
}

/** What would help a campaign that will miss its window; null: nothing is advised. */
export function useAdvice({ advice, concurrency: now }: Campaign): string | null {
  const { t, format } = useDisplay();
  const minute = useMinute();
  if (advice === null) return null;
  const time = format.minute(Date.parse(advice.closeAt), minute);
  const count = advice.concurrency;
  return count === null
    ? t("advice.onlyLater", { time })
    : t("advice.help", { count, now: now ?? "?", time });
}

/**
 * The expected end as a range; beyond the window's end, what it would take. `brief`: without words beside it, and of a
 * late start the time left.
 */
export function Eta({ campaign, brief = false }: ForecastProps & { brief?: boolean }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const { eta, endTime, state } = campaign;
  const verdict = verdictOf(campaign);
  const { kind } = verdict;
  if (kind === "due" && brief) return <Remaining campaign={campaign} />;
  if (kind === "will" && eta === null) {
    return <span className="text-xs text-ink-2">{t("forecast.unlessResumed")}</span>;
  }
  if (eta === null || state !== "running" || kind === "none") return null;
  const [earliest, latest] = [Date.parse(eta.earliest), Date.parse(eta.latest)];
  const punctuality = punctualityOf(campaign);
  const ifBack = kind === "ifBack";
  const calm = ifBack || kind === "ends";
  const range = format.range(earliest, latest, minute);
  const spare = endTime === null ? null : format.duration(Date.parse(endTime) - latest);
  const usual = ifBack ? "forecast.etaIfBack" : "forecast.eta";
  // Past its close, it goes on until it is stopped.
  const over = brief ? "forecast.eta" : "forecast.unlessStopped";
  const wouldNeed = isFlaggedAway(campaign) ? "forecast.wouldNeedIfBack" : "forecast.wouldNeed";
  const beyond = kind === "left" ? over : brief ? "forecast.needsUntil" : wouldNeed;
  return (
    <span
      data-part="eta"
      data-late={punctuality === "late"}
      className={`inline-flex flex-wrap gap-x-3 ${ifBack && brief ? "" : "whitespace-nowrap"} ${calm ? "text-13 leading-4.5 text-ink-2" : "text-xs text-ink-2"}`}
      title={`${format.full(earliest)} – ${format.full(latest)}`}
    >
      <span>{t(calm ? usual : beyond, { range })}</span>
      {verdict.kind === "ifBack" && !brief && (
        <span className="text-xs leading-4.5">{t("forecast.otherwise", { count: verdict.uncalled })}</span>
      )}
      {kind === "ends" && !brief && punctuality === "inTime" && spare !== null && (
        <span className="text-xs leading-4.5 text-ink-3">{t("forecast.spare", { duration: spare })}</span>
      )}
      {calm && (punctuality === "tight" || punctuality === "late") && (
        <span className="flex items-center gap-1 text-xs leading-4.5 font-medium text-notice">
          <Icon name="tight" />
          {!brief && t("forecast.tight")}
        </span>
      )}
    </span>
  );
}

/** `2.8/min · needs 8.3` */
export function Pace({ campaign }: ForecastProps) {
  const { t, format } = useDisplay();
  const { state, pacePerMinute, requiredPacePerMinute: required } = campaign;
  if (!hasOutlook(campaign) || verdictOf(campaign).kind === "none") return null;
  const running = state === "running";
  return (
    <span data-part="pace" className="text-xs whitespace-nowrap text-ink-3">
      {/* A dash alone would not say of what. */}
      {running && pacePerMinute === null && `${t("column.pace")} `}
      {running && (
        <Known
          value={pacePerMinute === null ? null : t("progress.pace", { pace: format.pace(pacePerMinute) })}
        />
      )}
      {running && required !== null && " · "}
      {required !== null &&
        t(running && pacePerMinute !== null ? "forecast.needs" : "forecast.needsPace", {
          required: format.pace(required),
        })}
    </span>
  );
}
