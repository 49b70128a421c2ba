import type { Campaign } from "@cruiseboard/contract";
import { useMemo } from "react";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { useDisplay } from "../../../lib/display.tsx";
import { useTicking } from "../../../lib/use-ticking.ts";
import type { HistoryRange } from "../history-range.ts";
import { type Past, withHoles } from "../past.ts";
import { chartSpan } from "./chart-span.ts";

interface BurnUpChartProps {
  readonly campaign: Campaign;
  readonly past: Past;
  readonly range: HistoryRange;
}

/** The drawing alone: the figure around it tells the same in words. */
export function BurnUpChart({ campaign, past, range }: BurnUpChartProps) {
  const { t, format } = useDisplay();
  const now = useTicking((time) => Math.floor(time / 2000) * 2000);
  const data = useMemo(() => withHoles(past), [past]);
  const most = Math.max(1, ...past.samples.flatMap(({ called, total }) => [called ?? 0, total ?? 0]));
  const [from, to] = chartSpan({ campaign, past, range, now });
  const edges = windowEdges(campaign).filter(({ at }) => at >= from && at <= to);
  const gaps = past.gaps.map((gap) => ({ from: Math.max(gap.from, from), to: Math.min(gap.to, to) }));
  const axis = { stroke: "var(--color-ink-3)", fontSize: 12, tickLine: false, axisLine: false } as const;
  return (
    <div aria-hidden="true" className="h-full">
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={data}
          margin={{ top: 16, right: 28, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          <XAxis
            {...axis}
            dataKey="at"
            type="number"
            domain={[from, to]}
            allowDataOverflow
            tickFormatter={(at: number) => format.moment(at, now)}
            minTickGap={48}
          />
          <YAxis
            {...axis}
            width={52}
            // Room above the total, for what is written there.
            domain={[0, most * 1.05]}
            allowDecimals={false}
            tickFormatter={(count: number) => (count > most ? "" : format.number(count))}
          />
          <Tooltip
            isAnimationActive={false}
            labelFormatter={(at) => format.moment(Number(at), now)}
            formatter={(count) => format.number(Number(count))}
            contentStyle={{
              background: "var(--color-surface)",
              border: "1px solid var(--color-line-strong)",
              borderRadius: 8,
              fontSize: 12,
            }}
          />
          <Line
            dataKey="total"
            name={t("chart.total")}
            type="stepAfter"
            stroke="var(--color-ink-3)"
            strokeDasharray="4 4"
            dot={false}
            isAnimationActive={false}
          />
          <Area
            dataKey="called"
            name={t("chart.called")}
            type="stepAfter"
            stroke="var(--color-accent)"
            strokeWidth={2}
            fill="var(--color-accent)"
            fillOpacity={0.14}
            // A lone sample is no line, and drawing it on to the present would claim to know it.
            dot={past.samples.length === 1}
            isAnimationActive={false}
          />
          {gaps
            .filter((gap) => gap.to > gap.from)
            .map((gap) => (
              <ReferenceArea
                key={gap.from}
                x1={gap.from}
                x2={gap.to}
                fill="var(--color-ink-3)"
                fillOpacity={0.12}
                label={{
                  value: (gap.to - gap.from) / (to - from) > 0.12 ? t("chart.notObserved") : "",
                  position: "center",
                  fontSize: 11,
                  fill: "var(--color-ink-2)",
                }}
              />
            ))}
          {edges.map(({ at, words }) => (
            <ReferenceLine
              key={words}
              x={at}
              stroke="var(--color-ink-2)"
              label={{ value: t(words), position: "top", fontSize: 11, fill: "var(--color-ink-2)" }}
            />
          ))}
          <ReferenceLine
            x={now}
            stroke="var(--color-line-strong)"
            label={{
              value: t("chart.now"),
              position: now - from > (to - from) / 2 ? "insideBottomRight" : "insideBottomLeft",
              fontSize: 11,
              fill: "var(--color-ink-3)",
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

function windowEdges({ startTime, endTime }: Campaign) {
  return [
    { at: startTime === null ? Number.NaN : Date.parse(startTime), words: "chart.start" },
    { at: endTime === null ? Number.NaN : Date.parse(endTime), words: "chart.end" },
  ] as const;
}
