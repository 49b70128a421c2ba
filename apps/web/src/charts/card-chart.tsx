import type { Campaign, History } from "@cruiseboard/contract";
import { Area, ComposedChart, Line, ReferenceLine, XAxis, YAxis } from "recharts";

interface CardChartProps {
  readonly history: History;
  /** The campaign's, ISO 8601. */
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly state: Campaign["state"];
  /** In pixels. */
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

/** Called against total over the dialing window, and a thin line for an even pace; the card tells the same in figures. */
export function CardChart(props: CardChartProps) {
  const { history, startTime, endTime, state, width, height } = props;
  const points = cardPoints(history);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const from = startTime === null ? first.at : Math.min(first.at, Date.parse(startTime));
  const to = Math.max(last.at, endTime === null ? last.at : Date.parse(endTime), from + 60_000);
  const total = points.findLast((point) => point.total !== null)?.total ?? null;
  const most = Math.max(1, total ?? 0, ...points.map(({ called }) => called ?? 0));
  const ink = inks[state];
  return (
    <ComposedChart
      data={points}
      width={width}
      height={height}
      margin={{ top: 2, right: 0, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <XAxis dataKey="at" type="number" domain={[from, to]} allowDataOverflow hide />
      <YAxis domain={[0, most]} hide />
      {total !== null && startTime !== null && endTime !== null && (
        <ReferenceLine
          segment={[
            { x: Date.parse(startTime), y: 0 },
            { x: Date.parse(endTime), y: total },
          ]}
          stroke="var(--color-line-strong)"
        />
      )}
      <Line
        dataKey="total"
        type="stepAfter"
        stroke="var(--color-ink-3)"
        strokeDasharray="3 3"
        dot={false}
        isAnimationActive={false}
      />
      <Area
        dataKey="called"
        type="stepAfter"
        stroke={ink}
        strokeWidth={1.5}
        fill={ink}
        fillOpacity={0.14}
        dot={points.length === 1}
        isAnimationActive={false}
      />
    </ComposedChart>
  );
}

/** Of a small chart; nulls part the line where nobody looked. */
interface CardPoint {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly called: number | null;
  readonly total: number | null;
}

/** A past as points of a chart, ascending, with a hole for each gap. */
export function cardPoints({ samples, gaps }: History): readonly CardPoint[] {
  const looks = samples.map(({ at, called, total }) => ({ at: Date.parse(at), called, total }));
  const holes = gaps.map(({ from }) => ({ at: Date.parse(from) + 1, called: null, total: null }));
  return [...looks, ...holes].toSorted((one, other) => one.at - other.at);
}
