import type { Campaign } from "@cruiseboard/contract";
import { useAdvice } from "../../components/campaign/forecast.tsx";
import { Known } from "../../components/campaign/known.tsx";
import { Card } from "../../components/ui/blank-slate.tsx";
import { Icon, type IconName } from "../../components/ui/icon.tsx";
import { isFlaggedAway, type Punctuality, punctualityOf, verdictOf } from "../../domain/forecast.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";

type Forecast = Punctuality | "ended" | "notStarted" | "open" | "ifBack" | UnknownEnd;
/** Why the end is unknown. */
type UnknownEnd = "unobserved" | "stale" | "noCounts" | "done" | "still" | "tooLittle";

/** null: an unknown state. open: no known close. */
export function forecastOf(campaign: Campaign): Forecast | null {
  const { state, observedAt, eta } = campaign;
  if (state === "completed" || state === "terminated") return "ended";
  if (state === "notStarted") return "notStarted";
  if (observedAt === null) return "unobserved";
  if (state === "unknown") return null;
  if (eta === null) return unknownEnd(campaign);
  return verdictOf(campaign).kind === "ifBack" ? "ifBack" : (punctualityOf(campaign) ?? "open");
}

function unknownEnd({ calledCallees, totalCallees, freshness, pacePerMinute }: Campaign): UnknownEnd {
  if (calledCallees === null || totalCallees === null) return "noCounts";
  if (calledCallees >= totalCallees) return "done";
  if (freshness === "stale") return "stale";
  return pacePerMinute === 0 ? "still" : "tooLittle";
}

const marks: Partial<Record<Forecast, { icon: IconName; ink: string }>> = {
  ifBack: { icon: "agentAway", ink: "text-urgent" },
  inTime: { icon: "completed", ink: "text-completed-bar" },
  tight: { icon: "lateStart", ink: "text-notice" },
  late: { icon: "willMissWindow", ink: "text-urgent" },
};

export function ForecastCard({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const advice = useAdvice(campaign);
  const forecast = forecastOf(campaign);
  if (forecast === null) return null;
  const { ending, uncalledAtClose: left, eta, endTime } = campaign;
  const time = (at: string | null | undefined) => (at ? format.minute(Date.parse(at), minute) : "");
  const verdict = verdictOf(campaign);
  const isLate = forecast === "late" || forecast === "tight";
  const words = isLate && isFlaggedAway(campaign) ? (`${forecast}IfBack` as const) : forecast;
  const values = {
    earliest: time(eta?.earliest),
    latest: time(eta?.latest),
    close: time(endTime),
    ...(verdict.kind === "ifBack" && { toCall: verdict.uncalled }),
  };
  const outcome = format.sentences(
    ending === null
      ? t("forecast.endingUnknown")
      : t("forecast.endingInferred", { ending: t(`ending.${ending}`) }),
    left ? t("forecast.left", { count: left }) : null,
  );
  const mark = marks[forecast];
  return (
    <Card title={t(forecast === "ended" ? "forecast.outcome" : "forecast.title")}>
      <p data-forecast={forecast} className="flex items-start gap-2 text-base text-pretty">
        {mark && <Icon name={mark.icon} className={`mt-0.5 size-5 ${mark.ink}`} />}
        <span>{words === "ended" ? outcome : t(`forecast.end.${words}`, values)}</span>
      </p>
      {advice !== null && (
        <p data-part="advice" title={t("advice.basis")} className="mt-3 text-sm text-pretty">
          {t("advice.title", { advice })}
        </p>
      )}
      {campaign.state === "running" && <Figures campaign={campaign} ifBack={forecast === "ifBack"} />}
    </Card>
  );
}

function Figures({ campaign, ifBack }: { campaign: Campaign; ifBack: boolean }) {
  const { t, format } = useDisplay();
  const { pacePerMinute: pace, requiredPacePerMinute: required, uncalledAtClose: left } = campaign;
  const perMinute = (value: number | null) =>
    value === null ? null : t("progress.pace", { pace: format.decimal(value) });
  const none = t(ifBack ? "forecast.noneIfBack" : "forecast.none");
  const short = pace !== null && required !== null && required > pace;
  return (
    <dl className="mt-4 grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-x-4 gap-y-3">
      <Figure words={t("campaign.pace")} value={perMinute(pace)} />
      <Figure words={t("campaign.requiredPace")} value={perMinute(required)} warn={short} />
      <Figure
        words={t("forecast.uncalled")}
        value={left === null ? null : left === 0 ? none : t("forecast.about", { count: left })}
        warn={left !== null && left > 0}
      />
    </dl>
  );
}

function Figure({ words, value, warn = false }: { words: string; value: string | null; warn?: boolean }) {
  return (
    <div className="flex flex-col">
      <dt className="text-xs text-ink-2">{words}</dt>
      <dd className={`text-lg font-semibold ${warn ? "text-urgent" : ""}`}>
        <Known value={value} />
      </dd>
    </div>
  );
}
