import type { Campaign } from "@cruiseboard/contract";
import { type ReactNode, useDeferredValue, useState } from "react";
import { useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { BlankSlate } from "../../components/ui/blank-slate.tsx";
import { TextField } from "../../components/ui/fields.tsx";
import { LazyPart, lazy } from "../../components/ui/lazy-part.tsx";
import {
  type AgentRow,
  type AgentSort,
  agentBars,
  agentRows,
  parseAgentOrder,
  sortAgents,
  withAgentOrder,
} from "../../domain/agent-portfolio.ts";
import { useMasked } from "../../domain/masked.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useTicking } from "../../i18n/time.ts";
import { AgentTable } from "./agent-table.tsx";

const AgentBarChart = lazy(() =>
  import("../../charts/agent-bar-chart.tsx").then(({ AgentBarChart }) => AgentBarChart),
);

interface PortfolioPageProps {
  readonly campaigns: ReadonlyMap<string, Campaign>;
  /** Links to the other pages. */
  readonly tabs: ReactNode;
}

export function PortfolioPage({ campaigns, tabs }: PortfolioPageProps) {
  const { t, locale } = useDisplay();
  const masked = useMasked("agent");
  const [search, setSearch] = useState("");
  const order = parseAgentOrder(useSearch());
  const rows = agentRows(useDeferredValue(campaigns).values());
  const word = useDeferredValue(search.trim().toLowerCase());
  const found = sortAgents(rows, order, locale).filter(({ agent }) => agent.toLowerCase().includes(word));
  const sortBy = (sort: AgentSort) => {
    const largestFirst = sort !== "agent" && sort !== "attention";
    const descending = sort === order.sort ? !order.descending : largestFirst;
    const query = withAgentOrder(location.search, { sort, descending });
    navigate(location.pathname + (query && `?${query}`), { replace: true });
  };
  return (
    <section aria-label={t("page.agents")} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-lg font-semibold">{t("agents.title")}</h1>
        {tabs}
      </div>
      {masked && <p className="-mt-2 text-13 text-ink-2">{t("masked.agents")}</p>}
      <Bars rows={rows} />
      <div className="flex items-center gap-3">
        <TextField
          type="search"
          value={search}
          onText={setSearch}
          aria-label={t("filter.findAgent")}
          placeholder={t("filter.findAgent")}
          className="print:hidden h-8 w-full rounded-lg border border-line-strong bg-surface px-3 sm:max-w-72 pointer-coarse:h-10 pointer-coarse:text-base"
        />
        <span role="status" className="text-13 whitespace-nowrap text-ink-2">
          {t("agents.count", { count: found.length })}
        </span>
      </div>
      {found.length === 0 ? (
        <BlankSlate title={t("agents.none")} hint={t("agents.noneHint")} />
      ) : (
        <AgentTable rows={found} order={order} onSort={sortBy} />
      )}
    </section>
  );
}

/** recharts takes tens of milliseconds to draw; the table below follows every poll. */
const redrawMs = 15_000;

function Bars({ rows }: { rows: readonly AgentRow[] }) {
  const { t, format } = useDisplay();
  const beat = useTicking((now) => Math.floor(now / redrawMs));
  const [drawn, setDrawn] = useState({ beat, rows });
  if (drawn.beat !== beat) setDrawn({ beat, rows });
  const { bars, others } = agentBars(drawn.rows);
  if (bars.length === 0) return null;
  return (
    <figure className="rounded-xl border border-line bg-surface p-4">
      <figcaption className="mb-2 text-13 font-medium text-ink-2">{t("agents.chart")}</figcaption>
      {/* Bars of 26 px, the axis and the legend. */}
      <div style={{ height: bars.length * 26 + 56 }}>
        <LazyPart waiting={null}>
          <AgentBarChart bars={bars} />
        </LazyPart>
      </div>
      {others && (
        <p className="mt-2 text-xs text-ink-2">
          {t("agents.others", {
            count: others.agents,
            called: format.number(others.called),
            remaining: format.number(others.remaining),
          })}
        </p>
      )}
    </figure>
  );
}
