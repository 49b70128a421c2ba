import type { Campaign } from "@cruiseboard/contract";
import type { SVGProps } from "react";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  usePlotArea,
  XAxis,
  YAxis,
} from "recharts";
import type { Past } from "../domain/past.ts";
import type { ProjectedPoint, Projection } from "../domain/projection.ts";
import { useDisplay } from "../i18n/display.tsx";
import { chartRows, chartTicks, plotInsets } from "./chart-span.ts";

interface BurnUpChartProps {
  readonly campaign: Campaign;
  readonly past: Past;
  readonly projection: Projection | null;
  /** From when to when is drawn, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

const axis = { stroke: "var(--color-ink-3)", fontSize: 12, tickLine: false, axisLine: false } as const;
const still = { isAnimationActive: false, dot: false, activeDot: false } as const;
/** What is written on the drawing stays readable over lines. */
const written = {
  fontSize: 11,
  fill: "var(--color-ink-2)",
  stroke: "var(--color-surface)",
  strokeWidth: 3,
  paintOrder: "stroke",
} as const;

/** The drawing alone: the figure around it tells the same in words. */
export function BurnUpChart(props: BurnUpChartProps) {
  const { campaign, past, projection, from, to, now } = props;
  const { format, timeZone } = useDisplay();
  const ticks = chartTicks(from, to, timeZone);
  const data = chartRows(past, projection);
  const most = Math.max(1, ...past.samples.flatMap(({ called, total }) => [called ?? 0, total ?? 0]));
  // Room above the total, for what is written there.
  const top = most * 1.05;
  return (
    <div aria-hidden="true" className="h-full">
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={data} margin={plotInsets.margin} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          <XAxis
            {...axis}
            height={plotInsets.axisHeight}
            dataKey="at"
            type="number"
            domain={[from, to]}
            allowDataOverflow
            {...(ticks && { ticks })}
            tickFormatter={(at: number) => (ticks ? format.minute(at, now) : format.moment(at, now))}
            minTickGap={32}
          />
          <YAxis
            {...axis}
            width={plotInsets.axisWidth}
            domain={[0, top]}
            allowDecimals={false}
            tickFormatter={(count: number) => (count > most ? "" : format.number(count))}
          />
          <Gaps {...props} />
          {projection && <ProjectionBand {...{ projection, from, to, top }} />}
          <Line
            {...still}
            dataKey="total"
            type="stepAfter"
            stroke="var(--color-ink-3)"
            strokeDasharray="4 4"
          />
          <Area
            {...still}
            dataKey="called"
            type="stepAfter"
            stroke="var(--color-accent)"
            strokeWidth={2}
            fill="var(--color-accent)"
            fillOpacity={0.14}
            // A lone sample is no line, and drawing it on to the present would claim to know it.
            dot={past.samples.length === 1}
          />
          <Marks {...props} />
          <EdgeMarks {...written} {...{ campaign, from, to, now }} />
          <Missed {...props} />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

function Gaps({ past, from, to }: BurnUpChartProps) {
  const { t } = useDisplay();
  return past.gaps
    .map((gap) => ({ from: Math.max(gap.from, from), to: Math.min(gap.to, to) }))
    .filter((gap) => gap.to > gap.from)
    .map((gap) => (
      <ReferenceArea
        key={gap.from}
        x1={gap.from}
        x2={gap.to}
        fill="var(--color-ink-3)"
        fillOpacity={0.12}
        label={{
          ...written,
          value: (gap.to - gap.from) / (to - from) > 0.12 ? t("chart.notObserved") : "",
          position: "center",
        }}
      />
    ));
}

/** The window's edges and now. */
function Marks({ campaign, from, to, now }: BurnUpChartProps) {
  const { t } = useDisplay();
  const inside = (at: string | null) => at !== null && Date.parse(at) >= from && Date.parse(at) <= to;
  const edges = [
    { at: campaign.startTime, words: t("chart.start") },
    { at: campaign.endTime, words: t("chart.end") },
  ].filter(({ at }) => inside(at));
  return (
    <>
      {edges.map(({ at, words }) => (
        <ReferenceLine
          key={words}
          x={Date.parse(at ?? "")}
          stroke="var(--color-ink-2)"
          label={{ ...written, value: words, position: "top" }}
        />
      ))}
      <ReferenceLine
        x={now}
        stroke="var(--color-line-strong)"
        label={{
          ...written,
          value: t("chart.now"),
          position: now - from > (to - from) / 2 ? "insideBottomRight" : "insideBottomLeft",
          fill: "var(--color-ink-3)",
        }}
      />
    </>
  );
}

/** What stays uncalled stands as a bar at the close, from where calling gets to up to the total. */
function Missed({ projection, from, to }: BurnUpChartProps) {
  const { t, format } = useDisplay();
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
      label={{
        ...written,
        value: t("chart.missed", { count: format.number(missed.to - missed.from) }),
        position: missed.at - from > (to - from) / 2 ? "left" : "right",
        fontWeight: 600,
        fill: "var(--color-urgent)",
      }}
    />
  );
}

interface EdgeMarksProps extends Omit<SVGProps<SVGTextElement>, "from" | "to"> {
  readonly campaign: Pick<Campaign, "startTime" | "endTime">;
  /** What the axis spans, and the present: epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

/** Where the window opens and closes when that lies beyond the drawing, told at the side on which it lies. */
function EdgeMarks({ campaign, from, to, now, ...look }: EdgeMarksProps) {
  const { t, format } = useDisplay();
  const plot = usePlotArea();
  if (plot === undefined) return null;
  const [start, end] = [Date.parse(campaign.startTime ?? ""), Date.parse(campaign.endTime ?? "")];
  const y = plot.y - 6;
  return (
    <>
      {start < from && (
        <text {...look} x={plot.x} y={y}>
          {t("chart.openedBefore", { time: format.minute(start, now) })}
        </text>
      )}
      {(start > to || end > to) && (
        <text {...look} x={plot.x + plot.width} y={y} textAnchor="end">
          {start > to
            ? t("chart.opensLater", { time: format.minute(start, now) })
            : t("chart.closesLater", { time: format.minute(end, now) })}
        </text>
      )}
    </>
  );
}

interface ProjectionBandProps {
  readonly projection: Projection;
  /** What the axes span: epoch milliseconds, and callees from 0 on. */
  readonly from: number;
  readonly to: number;
  readonly top: number;
}

/** Sides of the square in which the band is drawn before it is stretched over the plot. */
const side = 1000;

/**
 * Between the earliest and the latest end; lighter once the window has closed, since nobody calls then. Drawn by hand:
 * a chart's area would go through every sample of the past for these few points.
 */
function ProjectionBand({ projection, ...axes }: ProjectionBandProps) {
  const plot = usePlotArea();
  if (plot === undefined) return null;
  const { x, y, width, height } = plot;
  const edge = { strokeDasharray: "2 3", vectorEffect: "non-scaling-stroke" } as const;
  return (
    <svg {...{ x, y, width, height }} viewBox={`0 0 ${side} ${side}`} preserveAspectRatio="none">
      <path
        {...edge}
        data-band="within"
        d={outline(projection.within, axes)}
        className="fill-accent/20 stroke-accent"
      />
      <path
        {...edge}
        data-band="beyond"
        d={outline(projection.beyond, axes)}
        className="fill-ink-3/10 stroke-ink-3"
      />
    </svg>
  );
}

/** There along the upper edge, back along the lower one. */
function outline(
  points: readonly ProjectedPoint[],
  { from, to, top }: Omit<ProjectionBandProps, "projection">,
) {
  const place = (at: number, count: number) =>
    `${round(((at - from) / (to - from)) * side)},${round(side - (count / top) * side)}`;
  const there = points.map(({ at, high }) => place(at, high));
  const back = points.map(({ at, low }) => place(at, low)).toReversed();
  return points.length < 2 ? "" : `M${[...there, ...back].join("L")}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
