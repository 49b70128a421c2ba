import type { Campaign } from "@cruiseboard/contract";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { historyQuery } from "../api/campaign.ts";
import { CsvLink } from "../components/ui/csv-link.tsx";
import { LazyPart, lazy } from "../components/ui/lazy-part.tsx";
import { keyOf } from "../domain/campaign-key.ts";
import {
  type HistoryRange,
  historyRanges,
  parseRange,
  rangeStart,
  withRange,
} from "../domain/history-range.ts";
import { mergePast, type Past, type Sample, withLeadIn } from "../domain/past.ts";
import { projectionOf } from "../domain/projection.ts";
import { useDisplay } from "../i18n/display.tsx";
import { failureWords } from "../i18n/failure-words.ts";
import { useTicking } from "../i18n/time.ts";
import { ChartCursor } from "./chart-cursor.tsx";
import { chartSpan } from "./chart-span.ts";

const BurnUpChart = lazy(() => import("./burn-up-chart.tsx").then(({ BurnUpChart }) => BurnUpChart));

interface ChartCardProps {
  readonly campaign: Campaign;
  /** Since the page was opened. */
  readonly samples: readonly Sample[];
}

/** Called against total over time; the caption says in words what the drawing shows. */
export function ChartCard({ campaign, samples }: ChartCardProps) {
  const { t, timeZone } = useDisplay();
  const range = parseRange(useSearch());
  const history = useQuery(historyQuery({ key: campaign, range, timeZone }));
  const past = usePast({ campaign, history: history.data, live: samples, range });
  const csv = `/api/v1/campaigns/${keyOf(campaign)}/history.csv`;
  return (
    <figure className="min-w-0 rounded-xl border border-line bg-surface p-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="text-13 font-medium text-ink-2">{t("chart.title")}</h2>
        <div className="flex items-center gap-1">
          <RangeButtons range={range} />
          <CsvLink href={csv} label={t("csv.history")} />
        </div>
      </div>
      <div className="h-72" aria-busy={history.isPending}>
        {past.samples.length > 0 ? (
          <LazyPart waiting={<div className="skeleton h-full" />}>
            <Drawing campaign={campaign} past={past} range={range} />
          </LazyPart>
        ) : (
          history.isPending && <div className="skeleton h-full" />
        )}
      </div>
      <figcaption className="mt-2 flex flex-col gap-1.5 text-xs text-ink-2">
        {past.samples.length > 0 && <ChartLegend campaign={campaign} past={past} />}
        {(past.samples.length > 0 || !history.isPending) && (
          <span>
            <Summary past={past} range={range} />
          </span>
        )}
        {history.isError && (
          <span role="status" className="text-notice">
            {t("chart.failed", { reason: failureWords(t, history.error) })}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

interface DrawingProps {
  readonly campaign: Campaign;
  readonly past: Past;
  readonly range: HistoryRange;
}

function Drawing({ campaign, past, range }: DrawingProps) {
  const projection = projectionOf(campaign);
  const first = past.samples[0]?.at ?? 0;
  // Moves when it would move by about a pixel, and not each second.
  const now = useTicking((time) => {
    const step = Math.max(1000, (time - first) / 500);
    return Math.floor(time / step) * step;
  });
  const [from, to] = chartSpan({ campaign, past, projection, range, now });
  return (
    <ChartCursor samples={past.samples} from={from} to={to}>
      <BurnUpChart campaign={campaign} past={past} projection={projection} from={from} to={to} now={now} />
    </ChartCursor>
  );
}

interface PastSources extends Pick<DrawingProps, "campaign" | "range"> {
  readonly history: Parameters<typeof mergePast>[0]["history"];
  readonly live: readonly Sample[];
}

/** Cut at the half minute, so that nothing is made anew each second. */
function usePast({ campaign: { state, startTime }, history, live, range }: PastSources): Past {
  const { timeZone } = useDisplay();
  const halfMinute = useTicking((now) => Math.floor(now / 30_000) * 30_000);
  const ended = state === "completed" || state === "terminated";
  const past = mergePast({
    history,
    live,
    from: rangeStart(range, halfMinute, timeZone),
    // What has ended changes no more.
    heldUntil: ended && range !== "all" ? halfMinute : null,
  });
  return range === "all" ? withLeadIn(past, startTime) : past;
}

function Summary({ past: { samples, gaps }, range }: { past: Past; range: HistoryRange }) {
  const { t, format } = useDisplay();
  const [first, last] = [samples.at(0), samples.at(-1)];
  if (!first || !last) return t(range === "all" ? "chart.waiting" : "chart.nothing");
  const count = (value: number | null) => (value === null ? t("unknown") : format.number(value));
  const [called, total] = [count(last.called), count(last.total)];
  const words =
    samples.length === 1
      ? t("chart.summaryOne", { called, total, at: format.moment(last.at, last.at) })
      : t("chart.summary", {
          first: count(first.called),
          last: called,
          total,
          from: format.moment(first.at, last.at),
          to: format.moment(last.at, last.at),
        });
  return format.sentences(words, gaps.length === 0 ? null : t("chart.gaps", { count: gaps.length }));
}

/** What the drawing's lines and surfaces mean; of what is not drawn nothing is said. */
function ChartLegend({ campaign, past }: { campaign: Campaign; past: Past }) {
  const { t } = useDisplay();
  const projection = projectionOf(campaign);
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      <Entry words={t("chart.called")}>
        <rect y="5" width="16" height="7" className="fill-accent opacity-15" />
        <path d="M0 5h16" strokeWidth="2" className="stroke-accent" />
      </Entry>
      <Entry words={t("chart.total")}>
        <path d="M0 6h16" strokeDasharray="4 4" className="stroke-ink-3" />
      </Entry>
      {projection !== null && projection.within.length > 0 && (
        <Entry words={t("chart.projection")}>
          <path d="M0 11 16 1v6z" className="fill-accent opacity-30" />
        </Entry>
      )}
      {projection !== null && projection.beyond.length > 0 && (
        <Entry words={t("chart.beyond")}>
          <path d="M0 11 16 1v6z" className="fill-ink-3 opacity-25" />
        </Entry>
      )}
      {past.gaps.length > 0 && (
        <Entry words={t("chart.notObserved")}>
          <rect width="16" height="12" className="fill-ink-3 opacity-20" />
        </Entry>
      )}
    </ul>
  );
}

function Entry({ words, children }: { words: string; children: ReactNode }) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true">
        {children}
      </svg>
      {words}
    </li>
  );
}

/** How much of the past is drawn; kept in the URL without a history entry of its own. */
function RangeButtons({ range }: { range: HistoryRange }) {
  const { t } = useDisplay();
  const search = useSearch();
  const choose = (wanted: HistoryRange) => {
    const query = withRange(search, wanted);
    navigate(location.pathname + (query && `?${query}`), { replace: true });
  };
  return (
    <div role="group" aria-label={t("chart.range")} className="print:hidden flex rounded-lg bg-sunken p-0.5">
      {historyRanges.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === range}
          onClick={() => choose(each)}
          className={`h-7 rounded-md px-2.5 text-13 pointer-coarse:h-10 ${each === range ? "bg-surface font-medium text-ink" : "text-ink-2 hover:text-ink"}`}
        >
          {t(`chart.range.${each}`)}
        </button>
      ))}
    </div>
  );
}
