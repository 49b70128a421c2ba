import { Bar, BarChart, XAxis, YAxis } from "recharts";
import type { AgentBar } from "../domain/agent-portfolio.ts";
import { useDisplay } from "../i18n/display.tsx";
import { axisStyle, ChartFrame, ChartLegend, ChartTooltip } from "./chart-frame.tsx";

export function AgentBarChart({ bars }: { bars: readonly AgentBar[] }) {
  const { t, format } = useDisplay();
  const data = bars.map((bar) => ({ ...bar, name: bar.agent || t("filter.unknownAgent") }));
  const stacked = { stackId: "callees", isAnimationActive: false } as const;
  return (
    <ChartFrame>
      <BarChart
        data={data}
        layout="vertical"
        margin={{ top: 0, right: 12, bottom: 0, left: 0 }}
        barCategoryGap={8}
        accessibilityLayer={false}
      >
        <XAxis {...axisStyle} type="number" tickFormatter={(count: number) => format.number(count)} />
        <YAxis
          {...axisStyle}
          type="category"
          dataKey="name"
          width={120}
          stroke="var(--color-ink-2)"
          interval={0}
          tickFormatter={shorten}
        />
        <ChartTooltip
          cursor={{ fill: "var(--color-sunken)" }}
          formatter={(count) => format.number(Number(count))}
        />
        <Bar {...stacked} dataKey="called" name={t("chart.called")} fill="var(--color-running)" />
        <Bar {...stacked} dataKey="remaining" name={t("agents.remaining")} fill="var(--color-line-strong)" />
        <ChartLegend />
      </BarChart>
    </ChartFrame>
  );
}

/** The local part: agents of one company share the domain. */
function shorten(name: string): string {
  const local = name.replace(/@.*$/, "");
  return local.length > 16 ? `${local.slice(0, 15)}…` : local;
}
