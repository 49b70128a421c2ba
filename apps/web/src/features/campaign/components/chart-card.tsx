import type { Campaign } from "@cruiseboard/contract";
import { lazy } from "react";
import { LazyPart } from "../../../components/ui/lazy-part.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import type { Sample } from "../../../lib/samples.ts";

const BurnUpChart = lazy(async () => ({ default: (await import("./burn-up-chart.tsx")).BurnUpChart }));

interface ChartCardProps {
  readonly campaign: Campaign;
  readonly samples: readonly Sample[];
  readonly openedAt: number;
}

/** Called against total since the page was opened; the caption says in words what the drawing shows. */
export function ChartCard({ campaign, samples, openedAt }: ChartCardProps) {
  const { t, format } = useDisplay();
  return (
    <figure className="min-w-0 rounded-xl border border-line bg-surface p-4">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="text-13 font-medium text-ink-2">{t("chart.title")}</h2>
        <span className="text-xs text-ink-3">
          {t("chart.since", { time: format.moment(openedAt, openedAt) })}
        </span>
      </div>
      <div className="h-64">
        {samples.length > 0 && (
          <LazyPart waiting={<div className="skeleton h-full" />}>
            <BurnUpChart campaign={campaign} samples={samples} />
          </LazyPart>
        )}
      </div>
      <figcaption className="mt-2 text-xs text-ink-2">
        <Summary samples={samples} />
      </figcaption>
    </figure>
  );
}

function Summary({ samples }: { samples: readonly Sample[] }) {
  const { t, format } = useDisplay();
  const [first, last] = [samples.at(0), samples.at(-1)];
  if (!first || !last) return t("chart.waiting");
  if (samples.length === 1) {
    const [called, total] = [format.number(last.called), format.number(last.total)];
    return t("chart.summaryOne", { called, total, at: format.moment(last.at, last.at) });
  }
  return t("chart.summary", {
    first: format.number(first.called),
    last: format.number(last.called),
    total: format.number(last.total),
    from: format.moment(first.at, last.at),
    to: format.moment(last.at, last.at),
  });
}
