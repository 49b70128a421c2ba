import type { Campaign } from "@cruiseboard/contract";
import { useDeferredValue, useState } from "react";
import { useSearch } from "wouter";
import { statusIcons } from "../../components/campaign/identity.tsx";
import { BlankSlate } from "../../components/ui/blank-slate.tsx";
import { Segments } from "../../components/ui/button.tsx";
import { SearchLine } from "../../components/ui/fields.tsx";
import { lazy } from "../../components/ui/lazy-part.tsx";
import { replaceQuery, withParameter } from "../../domain/address.ts";
import {
  type AgentRow,
  type AgentSort,
  agentBars,
  agentRows,
  countByStatus,
  parseAgentOrder,
  sortAgents,
  withAgentOrder,
} from "../../domain/agent-portfolio.ts";
import { listOf } from "../../domain/campaign-key.ts";
import { useMasked } from "../../domain/masked.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { TabbedPage } from "../frame/page-tabs.tsx";
import { AgentTable } from "./agent-table.tsx";

const AgentBarChart = lazy(() => import("../../charts/agent-bar-chart.tsx").then((it) => it.AgentBarChart));

export function PortfolioPage({ campaigns }: { campaigns: ReadonlyMap<string, Campaign> }) {
  const { t, format, locale } = useDisplay();
  const masked = useMasked("agent");
  const [search, setSearch] = useState("");
  const query = useSearch();
  const order = parseAgentOrder(query);
  const rows = agentRows(listOf(useDeferredValue(campaigns)));
  const word = useDeferredValue(search.trim().toLowerCase());
  const counts = countByStatus(rows);
  const wanted = new URLSearchParams(query).get("status");
  const chosen = counts.find(([status]) => status === wanted)?.[0] ?? "all";
  const found = sortAgents(rows, order, locale).filter(
    ({ agent, status }) =>
      agent.toLowerCase().includes(word) && (chosen === "all" || status?.status === chosen),
  );
  const sortBy = (sort: AgentSort) => {
    const largestFirst = sort !== "agent" && sort !== "attention";
    const descending = sort === order.sort ? !order.descending : largestFirst;
    replaceQuery(withAgentOrder(query, { sort, descending }));
  };
  return (
    <TabbedPage label={t("page.agents")} title={t("agents.title")}>
      {masked && <p className="-mt-2 text-13 text-ink-2">{t("masked.agents")}</p>}
      {counts.length > 0 && (
        <div className="-my-1 overflow-x-auto py-1">
          <Segments
            label={t("grouping.agentStatus")}
            segments={[
              { value: "all" as const, words: t("agents.count", { count: rows.length }) },
              ...counts.map(([status, count]) => ({
                value: status,
                words: `${t(`agent.status.${status}`)} ${format.number(count)}`,
                icon: statusIcons[status],
              })),
            ]}
            value={chosen}
            onChoose={(status) => replaceQuery(withParameter(query, "status", status))}
          />
        </div>
      )}
      <Bars rows={rows} />
      <SearchLine value={search} onText={setSearch} label={t("filter.findAgent")}>
        {t("agents.count", { count: found.length })}
      </SearchLine>
      {found.length === 0 ? (
        <BlankSlate title={t("agents.none")} hint={t("agents.noneHint")} />
      ) : (
        <AgentTable rows={found} order={order} onSort={sortBy} />
      )}
    </TabbedPage>
  );
}

function Bars({ rows }: { rows: readonly AgentRow[] }) {
  const { t } = useDisplay();
  const { bars, others } = agentBars(rows);
  if (bars.length === 0) return null;
  return (
    <figure className="rounded-xl border border-line bg-surface p-4">
      <figcaption className="mb-2 text-13 font-medium text-ink-2">{t("agents.chart")}</figcaption>
      {/* Bars of 26 px, the axis and the legend. */}
      <div style={{ height: bars.length * 26 + 56 }}>
        <AgentBarChart bars={bars} />
      </div>
      {others && <p className="mt-2 text-xs text-ink-2">{t("agents.others", others)}</p>}
    </figure>
  );
}
