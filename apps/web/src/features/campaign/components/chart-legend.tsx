import type { Campaign } from "@cruiseboard/contract";
import type { ReactNode } from "react";
import { useDisplay } from "../../../lib/display.tsx";
import type { Past } from "../past.ts";
import { projectionOf } from "../projection.ts";

/** What the drawing's lines and surfaces mean; of what is not drawn nothing is said. */
export function ChartLegend({ campaign, past }: { campaign: Campaign; past: Past }) {
  const { t } = useDisplay();
  const projection = projectionOf(campaign);
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      <Entry words={t("chart.called")}>
        <rect y="5" width="16" height="7" className="fill-accent opacity-15" />
        <path d="M0 5h16" strokeWidth="2" className="stroke-accent" />
      </Entry>
      <Entry words={t("chart.total")}>
        <path d="M0 6h16" strokeDasharray="4 4" className="stroke-ink-3" />
      </Entry>
      {projection !== null && projection.within.length > 0 && (
        <Entry words={t("chart.projection")}>
          <path d="M0 11 16 1v6z" className="fill-accent opacity-30" />
        </Entry>
      )}
      {projection !== null && projection.beyond.length > 0 && (
        <Entry words={t("chart.beyond")}>
          <path d="M0 11 16 1v6z" className="fill-ink-3 opacity-25" />
        </Entry>
      )}
      {past.gaps.length > 0 && (
        <Entry words={t("chart.notObserved")}>
          <rect width="16" height="12" className="fill-ink-3 opacity-20" />
        </Entry>
      )}
    </ul>
  );
}

function Entry({ words, children }: { words: string; children: ReactNode }) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true">
        {children}
      </svg>
      {words}
    </li>
  );
}
