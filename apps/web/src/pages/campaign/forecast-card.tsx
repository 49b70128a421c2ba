import type { Campaign } from "@cruiseboard/contract";
import { Known } from "../../components/campaign/known.tsx";
import { Icon, type IconName } from "../../components/ui/icon.tsx";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";

export function ForecastCard({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  const forecast = forecastOf(campaign);
  if (forecast.kind === "silent") return null;
  const title = t(forecast.kind === "ended" ? "forecast.outcome" : "forecast.title");
  return (
    <section aria-label={title} className="min-w-0 rounded-xl border border-line bg-surface p-4">
      <h2 className="mb-3 text-13 font-medium text-ink-2">{title}</h2>
      <Verdict forecast={forecast} campaign={campaign} />
      {campaign.state === "running" && <Figures campaign={campaign} />}
    </section>
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

function useVerdict(forecast: Forecast, { ending, uncalledAtClose: left }: Campaign): string | null {
  const { t, format } = useDisplay();
  const minute = useMinute();
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
    case "tooLate":
    case "uncertain": {
      const { kind, ...times } = forecast;
      const words = Object.entries(times).map(([name, at]) => [name, format.minute(at, minute)]);
      return t(`forecast.${kind}`, Object.fromEntries(words) as Record<string, string>);
    }
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

/** silent: an unknown state. open: no known close. Times are epoch milliseconds. */
type Forecast =
  | { readonly kind: "notStarted" | "silent" | "ended" }
  | { readonly kind: "unknown"; readonly why: UnknownReason }
  | { readonly kind: "open"; readonly earliest: number; readonly latest: number }
  | {
      /** The range lies before the close, after it, or around it. */
      readonly kind: "inTime" | "tooLate" | "uncertain";
      readonly earliest: number;
      readonly latest: number;
      readonly close: number;
    };

export function forecastOf(campaign: Campaign): Forecast {
  const { state, eta, endTime } = campaign;
  if (state === "completed" || state === "terminated") return { kind: "ended" };
  if (state === "notStarted") return { kind: "notStarted" };
  if (campaign.observedAt === null) return { kind: "unknown", why: "unobserved" };
  if (state === "unknown") return { kind: "silent" };
  if (eta === null) return { kind: "unknown", why: reasonOf(campaign) };
  const [earliest, latest] = [Date.parse(eta.earliest), Date.parse(eta.latest)];
  if (endTime === null) return { kind: "open", earliest, latest };
  const close = Date.parse(endTime);
  if (latest <= close) return { kind: "inTime", earliest, latest, close };
  return { kind: earliest > close ? "tooLate" : "uncertain", earliest, latest, close };
}

function reasonOf({ calledCallees, totalCallees, freshness, pacePerMinute }: Campaign): UnknownReason {
  if (calledCallees === null || totalCallees === null) return "noCounts";
  if (calledCallees >= totalCallees) return "done";
  if (freshness === "stale") return "stale";
  return pacePerMinute === 0 ? "still" : "tooLittle";
}
