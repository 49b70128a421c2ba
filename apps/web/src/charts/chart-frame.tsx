import type { ReactElement } from "react";
import { type LabelProps, Legend, ResponsiveContainer, Tooltip, type TooltipProps } from "recharts";

export const axisStyle = {
  stroke: "var(--color-ink-3)",
  fontSize: 12,
  tickLine: false,
  axisLine: false,
} as const;
export const seriesStyle = { isAnimationActive: false, dot: false, activeDot: false } as const;

/** Called callees as an area, with a dot where there is but one; total callees as a line. Both hold until they change. */
export const calledStyle = {
  ...seriesStyle,
  dataKey: "called",
  type: "stepAfter",
  fillOpacity: 0.14,
} as const;
export const totalStyle = {
  ...seriesStyle,
  dataKey: "total",
  type: "stepAfter",
  stroke: "var(--color-ink-3)",
} as const;

type LabelStyle = Pick<LabelProps, "dy" | "fill" | "fontWeight" | "textAnchor">;

/** The outline keeps text readable over lines. */
export function labelOf(value: string, position: NonNullable<LabelProps["position"]>, own: LabelStyle = {}) {
  const outline = { stroke: "var(--color-surface)", strokeWidth: 3, paintOrder: "stroke" } as const;
  return { fontSize: 11, fill: "var(--color-ink-2)", ...outline, ...own, value, position };
}

/** Fills its container. Hidden from assistive technology: text beside the chart says the same. */
export function ChartFrame({ children }: { children: ReactElement }) {
  return (
    <div aria-hidden="true" className="h-full">
      <ResponsiveContainer width="100%" height="100%">
        {children}
      </ResponsiveContainer>
    </div>
  );
}

export function ChartTooltip(props: Partial<TooltipProps>) {
  return (
    <Tooltip
      {...props}
      isAnimationActive={false}
      labelStyle={{ color: "var(--color-ink-2)" }}
      itemStyle={{ color: "var(--color-ink)", padding: 0 }}
      contentStyle={{
        background: "var(--color-surface)",
        border: "1px solid var(--color-line-strong)",
        borderRadius: 8,
        padding: "4px 8px",
        fontSize: 12,
      }}
    />
  );
}

export function ChartLegend() {
  return (
    <Legend
      align="left"
      itemSorter={null}
      labelStyle={{ color: "var(--color-ink-2)" }}
      // The sheet of paper has another width than the screen.
      wrapperStyle={{ fontSize: 12, width: "auto" }}
    />
  );
}
