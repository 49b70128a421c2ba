import type { Campaign } from "@cruiseboard/contract";
import { type ComponentType, type ReactNode, useDeferredValue, useState } from "react";
import { Link, useSearch } from "wouter";
import { AttentionCounts, CalledOfTotal, StateCounts } from "../../components/campaign/agent-totals.tsx";
import { AgentStatusMark } from "../../components/campaign/identity.tsx";
import { Known, KnownNumber } from "../../components/campaign/known.tsx";
import { BlankSlate } from "../../components/ui/blank-slate.tsx";
import { directionOf, Segments, SortButton } from "../../components/ui/button.tsx";
import { SearchLine } from "../../components/ui/fields.tsx";
import { lazy } from "../../components/ui/lazy-part.tsx";
import { replaceQuery, withParameter } from "../../domain/address.ts";
import * as portfolio from "../../domain/agent-portfolio.ts";
import { listOf } from "../../domain/campaign-key.ts";
import { useMasked } from "../../domain/masked.ts";
import { defaultView, storedLayout, withView } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { MessageId } from "../../i18n/messages.ts";
import { TabbedPage } from "../frame/page-tabs.tsx";

const AgentBarChart = lazy(() => import("../../charts/agent-bar-chart.tsx").then((it) => it.AgentBarChart));

export function PortfolioPage({ campaigns }: { campaigns: ReadonlyMap<string, Campaign> }) {
  const { t, format } = useDisplay();
  const masked = useMasked("agent");
  const [search, setSearch] = useState("");
  const query = useSearch();
  const rows = portfolio.agentRows(listOf(useDeferredValue(campaigns)));
  const word = useDeferredValue(search.trim().toLowerCase());
  const counts = portfolio.countByStatus(rows);
  const wanted = new URLSearchParams(query).get("status");
  const chosen = counts.find(([status]) => status === wanted)?.[0] ?? "all";
  const found = rows.filter(
    ({ agent, status }) =>
      agent.toLowerCase().includes(word) && (chosen === "all" || status?.status === chosen),
  );
  return (
    <TabbedPage label={t("page.agents")} title={t("agents.title")}>
      {masked && <p className="-mt-2 text-13 text-ink-2">{t("masked.agents")}</p>}
      {counts.length > 0 && (
        <div className="-my-1 overflow-x-auto py-1">
          <Segments
            label={t("grouping.agentStatus")}
            choices={[
              { value: "all" as const, words: t("agents.count", { count: rows.length }) },
              ...counts.map(([status, count]) => ({
                value: status,
                words: `${t(`agent.status.${status}`)} ${format.number(count)}`,
                icon: status,
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
        <AgentTable rows={found} />
      )}
    </TabbedPage>
  );
}

function Bars({ rows }: { rows: readonly portfolio.AgentRow[] }) {
  const { t } = useDisplay();
  const { bars, others } = portfolio.agentBars(rows);
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

/** Behind the agent's own. */
const columns: readonly {
  sort: portfolio.AgentSort;
  words: MessageId;
  Cell: ComponentType<portfolio.AgentRow>;
}[] = [
  { sort: "attention", words: "filter.kinds", Cell: AttentionCounts },
  { sort: "campaigns", words: "page.board", Cell: StateCounts },
  { sort: "called", words: "column.progress", Cell: CalledOfTotal },
  { sort: "pace", words: "column.pace", Cell: Pace },
  { sort: "left", words: "column.uncalled", Cell: Left },
];

/** Columns where there is room, which sums of millions have in the fourth; else a card. */
const lineLook =
  "wide:grid wide:grid-cols-[minmax(0,20fr)_minmax(0,24fr)_minmax(0,14fr)_minmax(10rem,14fr)_repeat(2,minmax(0,14fr))] wide:items-center wide:gap-x-4 wide:px-4";
const cellLook =
  "min-w-0 text-start font-normal stacked:block stacked:empty:hidden stacked:has-[>:empty]:hidden";

/** Explicit roles: on phones rows become cards, and `display: block` removes a table's roles. */
function AgentTable({ rows }: { rows: readonly portfolio.AgentRow[] }) {
  const { t, locale } = useDisplay();
  const query = useSearch();
  const order = portfolio.parseAgentOrder(query);
  const sortBy = (sort: portfolio.AgentSort) => {
    const largestFirst = sort !== "agent" && sort !== "attention";
    const descending = sort === order.sort ? !order.descending : largestFirst;
    replaceQuery(portfolio.withAgentOrder(query, { sort, descending }));
  };
  return (
    <table
      role="table"
      aria-label={t("page.agents")}
      className="agents block wide:rounded-xl wide:border wide:border-line wide:bg-surface"
    >
      <thead
        role="rowgroup"
        className="block stacked:sr-only wide:sticky wide:top-(--header) wide:z-10 wide:rounded-t-xl wide:bg-surface wide:text-xs wide:text-ink-3"
      >
        <tr role="row" className={`${lineLook} wide:py-1.5`}>
          {[{ sort: "agent", words: "column.agent" } as const, ...columns].map(({ sort, words }) => {
            const direction = sort === order.sort ? directionOf(order.descending) : undefined;
            return (
              <th key={sort} role="columnheader" scope="col" aria-sort={direction} className={cellLook}>
                <SortButton direction={direction} onClick={() => sortBy(sort)}>
                  {t(words)}
                </SortButton>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody
        role="rowgroup"
        className="block stacked:grid stacked:grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))] stacked:gap-2"
      >
        {portfolio.sortAgents(rows, order, locale).map((row) => (
          <AgentTableRow key={row.agent} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function AgentTableRow({ row }: { row: portfolio.AgentRow }) {
  return (
    <tr
      role="row"
      data-agent={row.agent}
      className={`${lineLook} [contain-intrinsic-size:auto_3.5rem] [content-visibility:auto] print:[content-visibility:visible] stacked:flex stacked:flex-col stacked:gap-2 stacked:rounded-xl stacked:border stacked:border-line stacked:bg-surface stacked:px-4 stacked:py-3 stacked:[contain-intrinsic-size:auto_9rem] wide:min-h-14 wide:border-t wide:border-line wide:py-2`}
    >
      <th role="rowheader" scope="row" className={cellLook}>
        <AgentLink agent={row.agent} />
        {row.status !== null && <AgentStatusMark status={row.status} />}
      </th>
      {columns.map(({ sort, Cell }) => (
        <td key={sort} role="cell" data-column={sort} className={cellLook}>
          <Cell {...row} />
        </td>
      ))}
    </tr>
  );
}

function AgentLink({ agent }: { agent: string }) {
  const { t } = useDisplay();
  const masked = useMasked("agent") && agent !== "";
  const query = new URLSearchParams(
    withView(useSearch(), { ...defaultView, ...storedLayout(), agents: [agent] }, storedLayout()),
  );
  query.delete("by");
  return (
    <Link
      href={`/?${query}`}
      title={masked ? t("row.pseudonym", { agent }) : agent}
      className="block truncate font-medium hover:underline"
    >
      {agent === "" ? t("filter.unknownAgent") : <bdi>{agent}</bdi>}
    </Link>
  );
}

function Pace({ totals: { states, pace, requiredPace } }: portfolio.AgentRow) {
  const { t, format } = useDisplay();
  if (states.running === 0) return null;
  return (
    <Stacked>
      <span>
        <Known value={pace.sum === null ? null : t("progress.pace", { pace: format.pace(pace.sum) })} />
      </span>
      {requiredPace.sum !== null && (
        <span className="text-xs text-ink-3">
          {t("forecast.needs", { required: format.pace(requiredPace.sum) })}
        </span>
      )}
    </Stacked>
  );
}

function Left({ totals: { states, left } }: portfolio.AgentRow) {
  const { t } = useDisplay();
  if (states.running === 0) return null;
  return (
    <Stacked>
      <span className="text-xs text-ink-2 wide:hidden">{t("column.uncalled")}</span>
      <KnownNumber value={left.sum} />
      {left.sum !== null && left.known < states.running && (
        <span className="text-xs text-ink-3">
          {t("summary.leftOf", { known: left.known, running: states.running })}
        </span>
      )}
    </Stacked>
  );
}

function Stacked({ children }: { children: ReactNode }) {
  return (
    <span className="flex flex-col stacked:flex-row stacked:items-baseline stacked:gap-2">{children}</span>
  );
}
