import { Icon } from "../../../components/ui/icon.tsx";
import { totalsOf } from "../../../lib/campaign-totals.ts";
import { useDisplay } from "../../../lib/display.tsx";
import type { Group } from "../../../lib/grouping.ts";
import type { Translate } from "../../../lib/messages.ts";
import { type Grouping, stateOrder } from "../../../lib/view-state.ts";

interface GroupHeadProps {
  readonly group: Group;
  readonly grouping: Grouping;
  readonly onToggle: (group: string) => void;
}

/** What the campaigns below share and come to; folds them up. */
export function GroupHead({ group, grouping, onToggle }: GroupHeadProps) {
  const { t } = useDisplay();
  return (
    <div className="group-head">
      <button
        type="button"
        aria-expanded={!group.folded}
        onClick={() => onToggle(group.group)}
        className="flex h-full min-w-0 items-center gap-2 rounded px-1 text-start font-semibold hover:text-accent"
      >
        <Icon name={group.folded ? "forward" : "down"} className="size-3.5" />
        <bdi className="truncate">{groupName(t, grouping, group.group)}</bdi>
        <span className="shrink-0 rounded-full bg-sunken px-2 text-xs leading-5 font-medium text-ink-2">
          {t("group.count", { count: group.campaigns.length })}
        </span>
      </button>
      <GroupTotals group={group} />
    </div>
  );
}

function groupName(t: Translate, grouping: Grouping, group: string): string {
  if (grouping === "state") return t(`state.${stateOrder.find((state) => state === group) ?? "unknown"}`);
  if (group !== "") return group;
  return t(grouping === "label" ? "group.noLabel" : "group.unknownAgent");
}

function GroupTotals({ group: { campaigns } }: { group: Group }) {
  const { t, format } = useDisplay();
  const totals = totalsOf(campaigns);
  const { attention, left, called, total, uncounted, pace } = totals;
  return (
    <span className="whole-line min-w-0 items-center text-xs text-ink-2 *:me-3">
      {attention > 0 && (
        <span className="inline-flex shrink-0 items-center gap-1 font-semibold text-urgent">
          <Icon name="willMissWindow" />
          {format.number(attention)}
          <span className="sr-only">{t("summary.attention", { count: attention })}</span>
        </span>
      )}
      {uncounted < campaigns.length && (
        <span className="shrink-0 max-sm:hidden">
          {t("summary.called", { called: format.number(called), total: format.number(total) })}
        </span>
      )}
      {pace.sum !== null && (
        <span className="shrink-0 max-sm:hidden">{t("summary.pace", { pace: format.pace(pace.sum) })}</span>
      )}
      {left.sum !== null && left.sum > 0 && (
        <span className="max-sm:hidden">{t("forecast.willStay", { count: format.number(left.sum) })}</span>
      )}
    </span>
  );
}
