import type { Campaign } from "@cruiseboard/contract";
import { lazy, type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { BlankSlate } from "../../../components/ui/blank-slate.tsx";
import { Button } from "../../../components/ui/button.tsx";
import { LazyPart } from "../../../components/ui/lazy-part.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { useTicking } from "../../../lib/use-ticking.ts";
import { agentBars } from "../agent-bars.ts";
import { type AgentSort, parseAgentOrder, sortAgents, withAgentOrder } from "../agent-order.ts";
import { type AgentRow, createPortfolio } from "../agent-portfolio.ts";
import { AgentTable } from "./agent-table.tsx";

const AgentBarChart = lazy(async () => ({ default: (await import("./agent-bar-chart.tsx")).AgentBarChart }));

/** Between two drawings of the chart, in milliseconds; the table beside it follows every poll. */
const redrawing = 15_000;

/** As many as stand there unasked; whoever looks for one finds it by name or order. */
const firstAgents = 60;

interface PortfolioPageProps {
  readonly campaigns: ReadonlyMap<string, Campaign>;
  /** Leads to the other pages. */
  readonly tabs: ReactNode;
}

/** The board by agent: who has what to do, how it goes, and who needs a hand. */
export function PortfolioPage({ campaigns, tabs }: PortfolioPageProps) {
  const { t, locale } = useDisplay();
  const [portfolio] = useState(createPortfolio);
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(firstAgents);
  const order = parseAgentOrder(useSearch());
  const known = useDeferredValue(campaigns);
  const rows = useMemo(() => portfolio(known.values()), [portfolio, known]);
  const { sort, descending } = order;
  const sorted = useMemo(
    () => sortAgents(rows, { sort, descending }, locale),
    [rows, sort, descending, locale],
  );
  const word = useDeferredValue(search.trim().toLowerCase());
  const found = useMemo(
    () => sorted.filter(({ agent }) => agent.toLowerCase().includes(word)),
    [sorted, word],
  );
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
      <Bars rows={rows} />
      <div className="flex items-center gap-3">
        <input
          type="search"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          aria-label={t("filter.findAgent")}
          placeholder={t("filter.findAgent")}
          className="h-8 w-full rounded-lg border border-line-strong bg-surface px-3 sm:max-w-72 pointer-coarse:h-10 pointer-coarse:text-base"
        />
        <span role="status" className="text-13 whitespace-nowrap text-ink-2">
          {t("agents.count", { count: found.length })}
        </span>
      </div>
      {found.length === 0 ? (
        <BlankSlate title={t("agents.none")} hint={t("agents.noneHint")} />
      ) : (
        <AgentTable rows={found.slice(0, shown)} order={order} onSort={sortBy} />
      )}
      {found.length > shown && (
        <Button className="self-center" onClick={() => setShown(Infinity)}>
          {t("agents.showAll", { count: found.length })}
        </Button>
      )}
    </section>
  );
}

/** The chart keeps still between two drawings, so that following every poll costs nothing. */
function Bars({ rows }: { rows: readonly AgentRow[] }) {
  const { t } = useDisplay();
  const beat = useTicking((now) => Math.floor(now / redrawing));
  const [drawn, setDrawn] = useState({ beat, rows });
  if (drawn.beat !== beat) setDrawn({ beat, rows });
  const bars = useMemo(() => agentBars(drawn.rows), [drawn]);
  if (bars.length === 0) return null;
  return (
    <figure className="rounded-xl border border-line bg-surface p-4">
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-ink-2">
        <span className="font-medium">{t("agents.chart")}</span>
        <Key look="bg-running" words={t("chart.called")} />
        <Key look="bg-line-strong" words={t("agents.remaining")} />
      </figcaption>
      <div style={{ minHeight: bars.length * 30 + 32 }}>
        <LazyPart waiting={null}>
          <AgentBarChart bars={bars} />
        </LazyPart>
      </div>
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
