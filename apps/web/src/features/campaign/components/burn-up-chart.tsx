import type { Campaign } from "@cruiseboard/contract";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { useDisplay } from "../../../lib/display.tsx";
import type { Sample } from "../../../lib/samples.ts";
import { useTicking } from "../../../lib/use-ticking.ts";

interface BurnUpChartProps {
  readonly campaign: Campaign;
  readonly samples: readonly Sample[];
}

/** Shortest span of time that is drawn, in milliseconds; less would magnify noise. */
const shortest = 60_000;

/** The drawing alone: the figure around it tells the same in words. */
export function BurnUpChart({ campaign, samples }: BurnUpChartProps) {
  const { t, format } = useDisplay();
  const now = useTicking((time) => Math.floor(time / 2000) * 2000);
  const from = Math.min(samples[0]?.at ?? now, now - shortest);
  const edges = windowEdges(campaign).filter(({ at }) => at >= from && at <= now);
  const axis = { stroke: "var(--color-ink-3)", fontSize: 12, tickLine: false, axisLine: false } as const;
  return (
    <div aria-hidden="true" className="h-full">
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={[...samples]}
          margin={{ top: 16, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          <XAxis
            {...axis}
            dataKey="at"
            type="number"
            domain={[from, now]}
            tickFormatter={(at: number) => format.moment(at, now)}
            minTickGap={48}
          />
          <YAxis
            {...axis}
            width={52}
            domain={[0, "auto"]}
            allowDecimals={false}
            tickFormatter={(count: number) => format.number(count)}
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
            type="linear"
            stroke="var(--color-accent)"
            strokeWidth={2}
            fill="var(--color-accent)"
            fillOpacity={0.14}
            // A lone sample is no line, and drawing it on to the present would claim to know it.
            dot={samples.length === 1}
            isAnimationActive={false}
          />
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
              position: "insideTopRight",
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
