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
  createPortfolio,
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

/** Between two drawings of the chart, in milliseconds; the table beside it follows every poll. */
const redrawing = 15_000;

interface PortfolioPageProps {
  readonly campaigns: ReadonlyMap<string, Campaign>;
  /** Leads to the other pages. */
  readonly tabs: ReactNode;
}

/** The board by agent: who has what to do, how it goes, and who needs a hand. */
export function PortfolioPage({ campaigns, tabs }: PortfolioPageProps) {
  const { t, locale } = useDisplay();
  const masked = useMasked("agent");
  const [portfolio] = useState(createPortfolio);
  const [search, setSearch] = useState("");
  const order = parseAgentOrder(useSearch());
  const known = useDeferredValue(campaigns);
  const rows = portfolio(known.values());
  const { sort, descending } = order;
  const sorted = sortAgents(rows, { sort, descending }, locale);
  const word = useDeferredValue(search.trim().toLowerCase());
  const found = sorted.filter(({ agent }) => agent.toLowerCase().includes(word));
  const sortBy = (wanted: AgentSort) => {
    const query = withAgentOrder(location.search, {
      sort: wanted,
      descending: wanted === sort ? !descending : ["campaigns", "called", "pace", "left"].includes(wanted),
    });
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

/** The chart keeps still between two drawings, so that following every poll costs nothing. */
function Bars({ rows }: { rows: readonly AgentRow[] }) {
  const { t, format } = useDisplay();
  const beat = useTicking((now) => Math.floor(now / redrawing));
  const [drawn, setDrawn] = useState({ beat, rows });
  if (drawn.beat !== beat) setDrawn({ beat, rows });
  const { bars, others } = agentBars(drawn.rows);
  if (bars.length === 0) return null;
  return (
    <figure className="rounded-xl border border-line bg-surface p-4">
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-ink-2">
        <span className="font-medium">{t("agents.chart")}</span>
        <Key look="bg-running" words={t("chart.called")} />
        <Key look="bg-line-strong" words={t("agents.remaining")} />
      </figcaption>
      <div style={{ minHeight: bars.length * 26 + 32 }}>
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

function Key({ look, words }: { look: string; words: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-xs">
      <span aria-hidden="true" className={`size-2.5 rounded-sm ${look}`} />
      {words}
    </span>
  );
}
