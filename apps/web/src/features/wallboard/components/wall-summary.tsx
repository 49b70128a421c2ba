import type { Campaign } from "@cruiseboard/contract";
import { type ReactNode } from "react";
import { Icon } from "../../../components/ui/icon.tsx";
import { Known } from "../../../components/ui/known.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { stateOrder } from "../../../lib/view-state.ts";
import { wallFigures } from "../wall-figures.ts";

const inks = {
  running: "text-accent",
  notStarted: "text-ink-3",
  completed: "text-completed-bar",
  terminated: "text-terminated-bar",
  unknown: "text-ink-3",
} as const;

/** How many there are of each state, how far all of them are, and how fast. */
export function WallSummary({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t, format } = useDisplay();
  const { states, called, total, pacePerMinute } = wallFigures(campaigns);
  const shown = stateOrder.filter((state) => state !== "unknown" || states.unknown > 0);
  const known = called !== null && total !== null;
  return (
    <section
      aria-label={t("summary.label")}
      className="flex flex-wrap items-baseline justify-between gap-x-8 gap-y-1 whitespace-nowrap"
    >
      <ul className="flex flex-wrap items-baseline gap-x-6 gap-y-1">
        {shown.map((state) => (
          <li key={state} data-count={state} className="flex items-baseline gap-2">
            <Icon name={state} className={`size-5 translate-y-0.5 ${inks[state]}`} />
            <Figure>{format.number(states[state])}</Figure>
            <span className="text-ink-2">{t(`state.${state}`)}</span>
          </li>
        ))}
      </ul>
      <p data-part="totals" className="flex items-baseline gap-x-6">
        <span className="text-ink-2">
          {known ? (
            t("summary.called", { called: format.number(called), total: format.number(total) })
          ) : (
            <Known value={null} />
          )}
        </span>
        {pacePerMinute !== null && (
          <Figure>{t("summary.pace", { pace: format.number(Math.round(pacePerMinute)) })}</Figure>
        )}
      </p>
    </section>
  );
}

function Figure({ children }: { children: ReactNode }) {
  return <span className="text-3xl font-semibold">{children}</span>;
}
