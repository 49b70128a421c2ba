import type { Campaign } from "@cruiseboard/contract";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  type ReferenceAreaProps,
  ReferenceLine,
  XAxis,
  YAxis,
} from "recharts";
import type { Projection } from "../domain/forecast.ts";
import type { Past } from "../domain/past.ts";
import { useDisplay } from "../i18n/display.tsx";
import {
  axisStyle,
  ChartFrame,
  ChartLegend,
  ChartTooltip,
  calledStyle,
  labelOf,
  seriesStyle,
  totalStyle,
} from "./chart-frame.tsx";
import { chartRows, chartTicks } from "./chart-span.ts";

interface BurnUpChartProps {
  readonly campaign: Campaign;
  readonly past: Past;
  readonly projection: Projection | null;
  /** When the agent was away. */
  readonly away: Past["gaps"];
  /** The drawn span and the present, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** The sample that the keyboard selects, with its text; null: none. */
  readonly selected: { readonly at: number; readonly words: string } | null;
}

const projected = {
  ...seriesStyle,
  legendType: "rect",
  tooltipType: "none",
  strokeDasharray: "2 3",
} as const;

const bands = [
  { band: "within", words: "chart.projection", ink: "var(--color-accent)", fillOpacity: 0.2 },
  { band: "beyond", words: "chart.beyond", ink: "var(--color-ink-3)", fillOpacity: 0.1 },
] as const;

export function BurnUpChart(props: BurnUpChartProps) {
  const { past, projection, away, from, to, now } = props;
  const { t, format, timeZone } = useDisplay();
  const ticks = chartTicks(from, to, timeZone);
  const max = Math.max(1, ...past.samples.flatMap(({ called, total }) => [called ?? 0, total ?? 0]));
  return (
    <ChartFrame>
      <ComposedChart
        data={chartRows(past, projection)}
        margin={{ top: 16, right: 28, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis
          {...axisStyle}
          dataKey="at"
          type="number"
          domain={[from, to]}
          allowDataOverflow
          {...(ticks && { ticks })}
          tickFormatter={(at: number) => (ticks ? format.minute(at, now) : format.moment(at, now))}
          minTickGap={32}
        />
        <YAxis
          {...axisStyle}
          width={52}
          // Leaves room for labels above the total.
          domain={[0, max * 1.05]}
          allowDecimals={false}
          tickFormatter={(count: number) => (count > max ? "" : format.number(count))}
        />
        <ChartTooltip
          labelFormatter={(at) => format.moment(Number(at), now)}
          formatter={(count) => format.number(Number(count))}
        />
        <Spans
          {...{ from, to }}
          spans={past.gaps}
          words={t("chart.notObserved")}
          position="center"
          fill="var(--color-ink-3)"
          fillOpacity={0.12}
        />
        <Spans
          {...{ from, to }}
          spans={away}
          words={t("attention.agentAway")}
          position="top"
          y1={0}
          y2={max * 0.04}
          fill="var(--color-notice)"
          fillOpacity={0.75}
        />
        <Area
          {...calledStyle}
          name={t("chart.called")}
          stroke="var(--color-accent)"
          strokeWidth={2}
          fill="var(--color-accent)"
          // One sample makes no line.
          dot={past.samples.length === 1}
        />
        <Line {...totalStyle} name={t("chart.total")} strokeDasharray="4 4" legendType="plainline" />
        {bands.map(
          ({ band, words, ink, fillOpacity }) =>
            projection &&
            projection[band].length > 1 && (
              <Area
                {...projected}
                key={band}
                dataKey={band}
                name={t(words)}
                stroke={ink}
                fill={ink}
                fillOpacity={fillOpacity}
              />
            ),
        )}
        {/* Names the spans, which are too short for words, in the legend. */}
        {away.length > 0 && (
          <Area
            {...projected}
            dataKey="away"
            name={t("attention.agentAway")}
            stroke="var(--color-notice)"
            fill="var(--color-notice)"
          />
        )}
        <Marks {...props} />
        <Missed {...props} />
        <ChartLegend />
      </ComposedChart>
    </ChartFrame>
  );
}

interface SpansProps extends Pick<ReferenceAreaProps, "fill" | "fillOpacity" | "y1" | "y2"> {
  readonly spans: Past["gaps"];
  readonly from: number;
  readonly to: number;
  readonly words: string;
  readonly position: "center" | "top";
}

function Spans({ spans, from, to, words, position, ...look }: SpansProps) {
  return spans
    .map((span) => ({ from: Math.max(span.from, from), to: Math.min(span.to, to) }))
    .filter((span) => span.to > span.from)
    .map((span) => (
      <ReferenceArea
        key={span.from}
        x1={span.from}
        x2={span.to}
        {...look}
        label={labelOf((span.to - span.from) / (to - from) > 0.12 ? words : "", position)}
      />
    ));
}

/** The window's edges, the present and the selected sample. An edge outside the chart is named at its side. */
function Marks({ campaign, away, from, to, now, selected }: BurnUpChartProps) {
  const { t, format } = useDisplay();
  const side = (at: number) => (at - from > (to - from) / 2 ? "Right" : "Left");
  const time = (at: number) => ({ time: format.minute(at, now) });
  const [start, end] = [Date.parse(campaign.startTime ?? ""), Date.parse(campaign.endTime ?? "")];
  const edges: (false | { at: number; words: string; textAnchor?: "start" | "end" })[] = [
    start < from && { at: from, words: t("chart.openedBefore", time(start)), textAnchor: "start" },
    start >= from && start <= to && { at: start, words: t("chart.start") },
    start > to && { at: to, words: t("chart.opensLater", time(start)), textAnchor: "end" },
    end >= from && end <= to && { at: end, words: t("chart.end") },
    end > to && !(start > to) && { at: to, words: t("chart.closesLater", time(end)), textAnchor: "end" },
  ];
  return (
    <>
      {edges.map(
        (edge) =>
          edge && (
            <ReferenceLine
              key={edge.words}
              x={edge.at}
              stroke={edge.textAnchor ? "none" : "var(--color-ink-2)"}
              label={labelOf(edge.words, "top", { textAnchor: edge.textAnchor ?? "middle" })}
            />
          ),
      )}
      <ReferenceLine
        x={now}
        stroke="var(--color-line-strong)"
        label={labelOf(t("chart.now"), `insideBottom${side(now)}`, {
          fill: "var(--color-ink-3)",
          dy: away.length > 0 ? -14 : 0,
        })}
      />
      {selected && (
        <ReferenceLine
          x={selected.at}
          stroke="var(--color-ink-2)"
          label={labelOf(selected.words, `insideTop${side(selected.at)}`, { dy: 16 })}
        />
      )}
    </>
  );
}

function Missed({ projection, from, to }: BurnUpChartProps) {
  const { t } = useDisplay();
  const missed = projection?.missed;
  if (!missed || missed.at < from || missed.at > to) return null;
  return (
    <ReferenceLine
      segment={[
        { x: missed.at, y: missed.from },
        { x: missed.at, y: missed.to },
      ]}
      stroke="var(--color-urgent)"
      strokeWidth={5}
      label={labelOf(
        t("chart.missed", { count: missed.to - missed.from }),
        missed.at - from > (to - from) / 2 ? "left" : "right",
        { fontWeight: 600, fill: "var(--color-urgent)" },
      )}
    />
  );
}
