import { agentStates } from "@cruiseboard/contract";
import { DueMark } from "../../components/campaign/progress-meter.tsx";
import { directionOf, SortButton } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import type { Group } from "../../domain/arrange.ts";
import { type ColumnId, columns as columnTable } from "../../domain/columns.ts";
import { useMasked } from "../../domain/masked.ts";
import { type Grouping, stateOrder } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { Translate } from "../../i18n/messages.ts";
import { TotalsLine } from "./summary-line.tsx";
import { changeView, useView } from "./use-view.ts";

export const headLook =
  "grid h-9 grid-cols-(--columns) content-center items-center gap-x-(--gap) border-b border-line ps-3 pe-2 stacked:hidden";

/** On paper the words above the age are wider than it, and reach into the free end of the column before. */
const headStyles: Partial<Record<ColumnId, string>> = {
  status: "ps-6",
  progress: "flex items-center justify-between gap-1 overflow-hidden",
  age: "text-end print:flex print:justify-end print:*:max-w-none",
};

export function ListHead({ columns }: { columns: readonly ColumnId[] }) {
  const { t } = useDisplay();
  const masked = useMasked("agent");
  const { sort, descending } = useView();
  return (
    <div role="rowgroup" className="sticky top-(--header) z-20 stacked:hidden">
      <div role="row" aria-rowindex={1} className={`${headLook} rounded-t-xl bg-surface text-xs text-ink-3`}>
        {columns.map((column) => {
          const own = columnTable[column].sort;
          const words = t(masked && column === "agent" ? "column.pseudonym" : `column.${column}`);
          const direction = own === sort ? directionOf(descending) : undefined;
          return (
            <div
              key={column}
              role="columnheader"
              aria-sort={direction}
              className={`min-w-0 ${headStyles[column] ?? ""}`}
            >
              {own === undefined ? (
                <span className="block truncate">{words}</span>
              ) : (
                <SortButton
                  direction={direction}
                  onClick={() => changeView({ sort: own, descending: own === sort && !descending })}
                >
                  {words}
                </SortButton>
              )}
              {column === "progress" && <DueMark />}
            </div>
          );
        })}
        <div role="columnheader">
          <span className="sr-only">{t("column.actions")}</span>
        </div>
      </div>
    </div>
  );
}

interface GroupHeadProps {
  readonly group: Group;
  readonly grouping: Grouping;
  readonly onToggle: () => void;
}

export function GroupHead({ group, grouping, onToggle }: GroupHeadProps) {
  const { t } = useDisplay();
  return (
    <div className="group-head flex h-11 items-center justify-between gap-x-4 gap-y-1 px-1 print:h-10 wide:border-b wide:border-line wide:bg-canvas wide:ps-2 wide:pe-4">
      <button
        type="button"
        aria-expanded={!group.folded}
        onClick={onToggle}
        className="flex h-full min-w-0 items-center gap-2 rounded px-1 text-start font-semibold hover:text-accent"
      >
        <Icon name={group.folded ? "forward" : "down"} className="size-3.5" />
        <bdi className="truncate">{groupName(t, grouping, group.group)}</bdi>
        <span className="shrink-0 rounded-full bg-sunken px-2 text-xs leading-5 font-medium text-ink-2">
          {t("group.count", { count: group.campaigns.length })}
        </span>
      </button>
      <TotalsLine campaigns={group.campaigns} />
    </div>
  );
}

function groupName(t: Translate, grouping: Grouping, group: string): string {
  if (grouping === "state") return t(`state.${stateOrder.find((state) => state === group) ?? "unknown"}`);
  if (grouping === "agentStatus")
    return t(`agent.status.${agentStates.find((status) => status === group) ?? "unknown"}`);
  if (group !== "") return group;
  return t(grouping === "label" ? "group.noLabel" : "group.unknownAgent");
}
