import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import type { MessageId } from "../../../lib/messages.ts";
import type { AgentOrder, AgentSort } from "../agent-order.ts";
import type { AgentRow } from "../agent-portfolio.ts";
import { AgentTableRow } from "./agent-table-row.tsx";

const columns: readonly { sort: AgentSort; words: MessageId }[] = [
  { sort: "agent", words: "column.agent" },
  { sort: "attention", words: "sort.attention" },
  { sort: "campaigns", words: "page.board" },
  { sort: "called", words: "column.progress" },
  { sort: "pace", words: "column.pace" },
  { sort: "left", words: "column.uncalled" },
];

interface AgentTableProps {
  readonly rows: readonly AgentRow[];
  readonly order: AgentOrder;
  readonly onSort: (sort: AgentSort) => void;
}

/** One line an agent; on a phone a card. Roles are spelt out, since cards take them from a table. */
export function AgentTable({ rows, order, onSort }: AgentTableProps) {
  const { t } = useDisplay();
  return (
    <table role="table" aria-label={t("page.agents")} className="agents">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ sort, words }) => {
            const sorted = sort === order.sort;
            return (
              <th
                key={sort}
                role="columnheader"
                scope="col"
                {...(sorted ? { "aria-sort": order.descending ? "descending" : "ascending" } : {})}
              >
                <button
                  type="button"
                  onClick={() => onSort(sort)}
                  className={`-mx-1 inline-flex h-6 items-center gap-1 rounded px-1 hover:text-ink ${sorted ? "font-semibold text-ink" : "font-normal"}`}
                >
                  {t(words)}
                  {sorted && <Icon name={order.descending ? "down" : "up"} className="size-3" />}
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <AgentTableRow key={row.agent} row={row} />
        ))}
      </tbody>
    </table>
  );
}
