import type { Campaign, History } from "@cruiseboard/contract";
import { Area, ComposedChart, Line, ReferenceLine, XAxis, YAxis } from "recharts";
import { stateInk } from "../components/campaign/state-badge.tsx";
import { mergePast, withHoles } from "../domain/past.ts";
import { calledStyle, totalStyle } from "./chart-frame.tsx";

interface CardChartProps {
  readonly campaign: Campaign;
  readonly history: History;
}

export function CardChart({ campaign, history }: CardChartProps) {
  const { startTime, endTime } = campaign;
  const points = withHoles(mergePast({ history }));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [start, end] = [Date.parse(startTime ?? ""), Date.parse(endTime ?? "")];
  const from = start || first.at;
  const to = Math.max(last.at, end || last.at, from + 60_000);
  const total = points.findLast((point) => point.total !== null)?.total ?? null;
  const max = Math.max(1, total ?? 0, ...points.map(({ called }) => called ?? 0));
  return (
    <ComposedChart
      className={`size-full ${stateInk[campaign.state]}`}
      data={points}
      responsive
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
      <Line {...totalStyle} strokeDasharray="3 3" />
      <Area
        {...calledStyle}
        stroke="currentColor"
        strokeWidth={1.5}
        fill="currentColor"
        dot={points.length === 1}
      />
    </ComposedChart>
  );
}
