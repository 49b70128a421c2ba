import type { Campaign, History } from "@cruiseboard/contract";
import { Area, ComposedChart, Line, ReferenceLine, XAxis, YAxis } from "recharts";
import { mergePast, withHoles } from "../domain/past.ts";
import { seriesStyle } from "./chart-frame.tsx";

interface CardChartProps extends Pick<Campaign, "startTime" | "endTime" | "state"> {
  readonly history: History;
  readonly width: number;
  readonly height: number;
}

const inks: Record<Campaign["state"], string> = {
  running: "var(--color-running)",
  notStarted: "var(--color-ink-3)",
  completed: "var(--color-completed-bar)",
  terminated: "var(--color-terminated-bar)",
  unknown: "var(--color-ink-3)",
};

/** Called against total over the dialing window, with a thin line for an even pace. */
export function CardChart({ history, startTime, endTime, state, width, height }: CardChartProps) {
  const points = withHoles(mergePast({ history }));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [start, end] = [Date.parse(startTime ?? ""), Date.parse(endTime ?? "")];
  const from = Math.min(first.at, start || first.at);
  const to = Math.max(last.at, end || last.at, from + 60_000);
  const total = points.findLast((point) => point.total !== null)?.total ?? null;
  const max = Math.max(1, total ?? 0, ...points.map(({ called }) => called ?? 0));
  return (
    <ComposedChart
      data={points}
      width={width}
      height={height}
      margin={{ top: 2, right: 0, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <XAxis dataKey="at" type="number" domain={[from, to]} allowDataOverflow hide />
      <YAxis domain={[0, max]} hide />
      {total !== null && end > start && (
        <ReferenceLine
          segment={[
            { x: start, y: 0 },
            { x: end, y: total },
          ]}
          stroke="var(--color-line-strong)"
        />
      )}
      <Line
        {...seriesStyle}
        dataKey="total"
        type="stepAfter"
        stroke="var(--color-ink-3)"
        strokeDasharray="3 3"
      />
      <Area
        {...seriesStyle}
        dataKey="called"
        type="stepAfter"
        stroke={inks[state]}
        strokeWidth={1.5}
        fill={inks[state]}
        fillOpacity={0.14}
        dot={points.length === 1}
      />
    </ComposedChart>
  );
}
