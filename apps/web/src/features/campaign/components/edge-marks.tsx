import type { Campaign } from "@cruiseboard/contract";
import type { SVGProps } from "react";
import { usePlotArea } from "recharts";
import { useDisplay } from "../../../lib/display.tsx";

interface EdgeMarksProps extends Omit<SVGProps<SVGTextElement>, "from" | "to"> {
  readonly campaign: Pick<Campaign, "startTime" | "endTime">;
  /** What the axis spans, and the present: epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

/** Where the window opens and closes when that lies beyond the drawing, told at the side on which it lies. */
export function EdgeMarks({ campaign, from, to, now, ...look }: EdgeMarksProps) {
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
