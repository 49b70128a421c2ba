import { usePlotArea } from "recharts";
import type { ProjectedPoint, Projection } from "../projection.ts";

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
export function ProjectionBand({ projection, ...axes }: ProjectionBandProps) {
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
