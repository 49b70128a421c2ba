import type { Campaign } from "@cruiseboard/contract";
import { useAdvice } from "../../components/campaign/forecast.tsx";
import { Known } from "../../components/campaign/known.tsx";
import { Card } from "../../components/ui/card.tsx";
import { Icon, type IconName } from "../../components/ui/icon.tsx";
import { type Punctuality, punctualityOf } from "../../domain/forecast.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";

export function ForecastCard({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  const forecast = forecastOf(campaign);
  if (forecast.kind === "silent") return null;
  const title = t(forecast.kind === "ended" ? "forecast.outcome" : "forecast.title");
  return (
    <Card title={title}>
      <Verdict forecast={forecast} campaign={campaign} />
      <Advice campaign={campaign} />
      {campaign.state === "running" && <Figures campaign={campaign} />}
    </Card>
  );
}

const marks = {
  inTime: { icon: "completed", ink: "text-completed-bar" },
  uncertain: { icon: "lateStart", ink: "text-notice" },
  tooLate: { icon: "willMissWindow", ink: "text-urgent" },
} as const satisfies Partial<Record<Forecast["kind"], { icon: IconName; ink: string }>>;

function Verdict({ forecast, campaign }: { forecast: Forecast; campaign: Campaign }) {
  const words = useVerdict(forecast, campaign);
  const mark = forecast.kind in marks ? marks[forecast.kind as keyof typeof marks] : null;
  return (
    <p data-forecast={forecast.kind} className="flex items-start gap-2 text-base text-pretty">
      {mark && <Icon name={mark.icon} className={`mt-0.5 size-5 ${mark.ink}`} />}
      <span>{words}</span>
    </p>
  );
}

function Advice({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  const advice = useAdvice(campaign);
  if (advice === null) return null;
  return (
    <div data-part="advice" className="mt-3 text-sm text-pretty">
      <p>
        <span className="font-medium">{t("advice.title")}</span> {advice.help}
      </p>
      <p className="mt-1 text-xs text-ink-2">{advice.basis}</p>
    </div>
  );
}

function useVerdict(forecast: Forecast, campaign: Campaign): string | null {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const { ending, uncalledAtClose: left, eta, endTime } = campaign;
  const time = (at: string | null | undefined) => (at ? format.minute(Date.parse(at), minute) : "");
  switch (forecast.kind) {
    case "notStarted":
      return t("forecast.notStarted");
    case "unknown":
      return t(`forecast.unknown.${forecast.why}`);
    case "ended":
      return format.sentences(
        ending === null
          ? t("forecast.endingUnknown")
          : t("forecast.endingInferred", { ending: t(`ending.${ending}`) }),
        left !== null && left > 0 ? t("forecast.left", { count: left }) : null,
      );
    case "silent":
      return null;
    case "open":
    case "inTime":
    case "uncertain":
    case "tooLate":
      return t(`forecast.${forecast.kind}`, {
        earliest: time(eta?.earliest),
        latest: time(eta?.latest),
        close: time(endTime),
      });
  }
}

function Figures({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const { pacePerMinute: pace, requiredPacePerMinute: required, uncalledAtClose: left } = campaign;
  const perMinute = (value: number | null) =>
    value === null ? null : t("progress.pace", { pace: format.decimal(value) });
  const short = pace !== null && required !== null && required > pace;
  return (
    <dl className="mt-4 grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-x-4 gap-y-3">
      <Figure words={t("campaign.pace")} value={perMinute(pace)} />
      <Figure words={t("campaign.requiredPace")} value={perMinute(required)} warn={short} />
      <Figure
        words={t("forecast.uncalled")}
        value={left === null ? null : t(left === 0 ? "forecast.none" : "forecast.about", { count: left })}
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

type UnknownReason = "unobserved" | "stale" | "noCounts" | "done" | "still" | "tooLittle";

/** By the range's place: before the close, after it, or around it. */
const kinds = { inTime: "inTime", late: "tooLate", tight: "uncertain" } as const;

/** silent: an unknown state. open: no known close. */
type Forecast =
  | { readonly kind: "notStarted" | "silent" | "ended" | "open" | (typeof kinds)[Punctuality] }
  | { readonly kind: "unknown"; readonly why: UnknownReason };

export function forecastOf(campaign: Campaign): Forecast {
  const { state, eta } = campaign;
  if (state === "completed" || state === "terminated") return { kind: "ended" };
  if (state === "notStarted") return { kind: "notStarted" };
  if (campaign.observedAt === null) return { kind: "unknown", why: "unobserved" };
  if (state === "unknown") return { kind: "silent" };
  if (eta === null) return { kind: "unknown", why: reasonOf(campaign) };
  const punctuality = punctualityOf(campaign);
  return { kind: punctuality === null ? "open" : kinds[punctuality] };
}

function reasonOf({ calledCallees, totalCallees, freshness, pacePerMinute }: Campaign): UnknownReason {
  if (calledCallees === null || totalCallees === null) return "noCounts";
  if (calledCallees >= totalCallees) return "done";
  if (freshness === "stale") return "stale";
  return pacePerMinute === 0 ? "still" : "tooLittle";
}
