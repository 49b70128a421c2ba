import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { AgentBar } from "../domain/agent-portfolio.ts";
import { useDisplay } from "../i18n/display.tsx";

/** Pixels of a bar with its room. */
const barHeight = 26;

/** Called and remaining by agent. Decorative: the table beside it tells the same. */
export function AgentBarChart({ bars }: { bars: readonly AgentBar[] }) {
  const { t, format } = useDisplay();
  const data = bars.map((bar) => ({ ...bar, name: bar.agent || t("filter.unknownAgent") }));
  return (
    <div aria-hidden="true" style={{ height: data.length * barHeight + 32 }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={data}
          layout="vertical"
          margin={{ top: 0, right: 12, bottom: 0, left: 0 }}
          barCategoryGap={8}
          accessibilityLayer={false}
        >
          <XAxis
            type="number"
            stroke="var(--color-ink-3)"
            fontSize={12}
            tickLine={false}
            axisLine={false}
            tickFormatter={(count: number) => format.number(count)}
          />
          <YAxis
            type="category"
            dataKey="name"
            width={120}
            stroke="var(--color-ink-2)"
            fontSize={12}
            tickLine={false}
            axisLine={false}
            interval={0}
            tickFormatter={shorten}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: "var(--color-sunken)" }}
            formatter={(count) => format.number(Number(count))}
            contentStyle={{
              background: "var(--color-surface)",
              border: "1px solid var(--color-line-strong)",
              borderRadius: 8,
              fontSize: 12,
            }}
          />
          <Bar
            dataKey="called"
            name={t("chart.called")}
            stackId="callees"
            fill="var(--color-running)"
            isAnimationActive={false}
          />
          <Bar
            dataKey="remaining"
            name={t("agents.remaining")}
            stackId="callees"
            fill="var(--color-line-strong)"
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Accounts of one company end alike, so that their beginning tells them apart. */
function shorten(name: string): string {
  const own = name.replace(/@.*$/, "");
  return own.length > 16 ? `${own.slice(0, 15)}…` : own;
}
