import type { Campaign, History } from "@cruiseboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearch } from "wouter";
import { eventsQuery, historyQuery } from "../api/campaign.ts";
import { FailureNote } from "../components/ui/blank-slate.tsx";
import { Segments } from "../components/ui/button.tsx";
import { CsvLink } from "../components/ui/csv-link.tsx";
import { RangeField } from "../components/ui/fields.tsx";
import { lazy } from "../components/ui/lazy-part.tsx";
import { replaceQuery } from "../domain/address.ts";
import { keyOf } from "../domain/campaign-key.ts";
import { projectionOf } from "../domain/forecast.ts";
import {
  type HistoryRange,
  historyRanges,
  lastObservation,
  mergePast,
  type Past,
  parseRange,
  rangeStart,
  withLeadIn,
  withRange,
} from "../domain/past.ts";
import { useDisplay } from "../i18n/display.tsx";
import { useMinute, useTicking } from "../i18n/time.ts";
import { chartSpan } from "./chart-span.ts";

const BurnUpChart = lazy(() => import("./burn-up-chart.tsx").then((it) => it.BurnUpChart), {
  waiting: <div className="skeleton h-full" />,
});

export function ChartCard({ campaign }: { campaign: Campaign }) {
  const { t, timeZone } = useDisplay();
  const search = useSearch();
  const range = parseRange(search);
  const history = useQuery(historyQuery(campaign, range, timeZone));
  const past = usePast(campaign, history.data, range);
  const hasSamples = past.samples.length > 0;
  return (
    <figure className="min-w-0 rounded-xl border border-line bg-surface p-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="text-13 font-medium text-ink-2">{t("chart.title")}</h2>
        <div className="flex items-center gap-1">
          <Segments
            label={t("chart.range")}
            choices={historyRanges.map((value) => ({ value, words: t(`chart.range.${value}`) }))}
            value={range}
            onChoose={(wanted) => replaceQuery(withRange(search, wanted))}
          />
          <CsvLink href={`/api/v1/campaigns/${keyOf(campaign)}/history.csv`} label={t("csv.history")} />
        </div>
      </div>
      <div className="h-80" aria-busy={history.isPending}>
        {hasSamples && <Drawing campaign={campaign} past={past} range={range} />}
        {!hasSamples && history.isPending && <div className="skeleton h-full" />}
      </div>
      <figcaption className="mt-2 flex flex-col gap-1.5 text-xs text-ink-2">
        {(hasSamples || !history.isPending) && (
          <span>
            <Summary past={past} range={range} />
          </span>
        )}
        <FailureNote words="chart.failed" error={history.error} quiet />
      </figcaption>
    </figure>
  );
}

/** The range input gives keyboard and assistive technology access to each sample. */
function Drawing({ campaign, past, range }: { campaign: Campaign; past: Past; range: HistoryRange }) {
  const { t, format } = useDisplay();
  const { data: events = [] } = useQuery(eventsQuery(campaign));
  const projection = projectionOf(campaign);
  const first = past.samples[0]?.at ?? 0;
  // Advances by about a pixel, not each second.
  const now = useTicking((time) => {
    const step = Math.max(1000, (time - first) / 500);
    return Math.floor(time / step) * step;
  });
  const away = events.flatMap((event) =>
    event.kind === "agent"
      ? [{ from: Date.parse(event.at), to: event.until === null ? now : Date.parse(event.until) }]
      : [],
  );
  const minute = useMinute();
  // A time, not an index: samples are added and thinned out.
  const [selectedAt, setSelectedAt] = useState<number | null>(null);
  const index = Math.max(
    0,
    past.samples.findLastIndex(({ at }) => at <= (selectedAt ?? Infinity)),
  );
  const sample = past.samples[index] ?? null;
  const words = t("chart.calledOf", {
    called: format.number(sample?.called ?? null),
    total: format.number(sample?.total ?? null),
  });
  const [from, to] = chartSpan({ campaign, past, projection, range, now });
  return (
    <div className="relative h-full rounded-lg has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <RangeField
        className="sr-only"
        aria-label={t("chart.cursor")}
        min={1}
        max={past.samples.length}
        value={index + 1}
        aria-valuetext={sample ? `${format.moment(sample.at, minute)}: ${words}` : undefined}
        onChange={({ target }) => setSelectedAt(past.samples[target.valueAsNumber - 1]?.at ?? null)}
        onFocus={() => setSelectedAt(sample?.at ?? null)}
        onBlur={() => setSelectedAt(null)}
      />
      <BurnUpChart
        {...{ campaign, past, projection, away, from, to, now }}
        selected={selectedAt !== null && sample ? { at: sample.at, words } : null}
      />
    </div>
  );
}

/** Advances every half minute, so that the past is not computed each second. */
function usePast(campaign: Campaign, history: History | undefined, range: HistoryRange): Past {
  const { timeZone } = useDisplay();
  const { state, startTime } = campaign;
  const halfMinute = useTicking((now) => Math.floor(now / 30_000) * 30_000);
  const ended = state === "completed" || state === "terminated";
  const past = mergePast({
    history,
    live: lastObservation(campaign),
    from: rangeStart(range, halfMinute, timeZone),
    heldUntil: ended && range !== "all" ? halfMinute : null,
  });
  return range === "all" ? withLeadIn(past, startTime) : past;
}

function Summary({ past: { samples, gaps }, range }: { past: Past; range: HistoryRange }) {
  const { t, format } = useDisplay();
  const [first, last] = [samples.at(0), samples.at(-1)];
  if (!first || !last) return t(range === "all" ? "chart.waiting" : "chart.nothing");
  const [called, total] = [format.number(last.called), format.number(last.total)];
  const words =
    samples.length === 1
      ? t("chart.summaryOne", { called, total, at: format.moment(last.at, last.at) })
      : t("chart.summary", {
          first: format.number(first.called),
          last: called,
          total,
          from: format.moment(first.at, last.at),
          to: format.moment(last.at, last.at),
        });
  return format.sentences(words, gaps.length === 0 ? null : t("chart.gaps", { count: gaps.length }));
}
