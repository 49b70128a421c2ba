import type { Campaign } from "@cruiseboard/contract";
import { type ComponentType, memo } from "react";
import { Age } from "../../components/campaign/age.tsx";
import { Outlook, Pace } from "../../components/campaign/forecast.tsx";
import { CampaignAgent, CampaignName, Particulars } from "../../components/campaign/identity.tsx";
import { Known, KnownNumber } from "../../components/campaign/known.tsx";
import { Behind, Counts, ProgressMeter } from "../../components/campaign/progress-meter.tsx";
import {
  AttentionAge,
  AttentionChips,
  StateBadge,
  useCampaignMarks,
} from "../../components/campaign/state-badge.tsx";
import { WindowLine } from "../../components/campaign/window-line.tsx";
import { IconButton } from "../../components/ui/button.tsx";
import { CheckBox } from "../../components/ui/fields.tsx";
import { keyOf, nameOf } from "../../domain/campaign-key.ts";
import type { ColumnId } from "../../domain/columns.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { WatchListActions } from "../watch-list/use-watch-list.ts";

export interface CampaignActions {
  readonly select: (key: string, selected: boolean, extending: boolean) => void;
  /** undefined: this viewer may not edit the watch list. */
  readonly editing: Pick<WatchListActions, "editLabel" | "remove"> | undefined;
}

export interface CampaignRowProps {
  readonly campaign: Campaign;
  readonly selected: boolean;
  readonly actions: CampaignActions;
  /** How long it has been flagged stands below the bar, for want of room beside the state. */
  readonly ageBelow: boolean;
  readonly columns: readonly ColumnId[];
  /** From 2 on: the head is row 1. */
  readonly rowIndex: number;
}

export const urgentLook = "data-[urgent=true]:shadow-[inset_3px_0_0_var(--color-urgent)]";

/** Columns where there is room, else a card. Its heights are those of board-lines.ts. */
export const rowLook = `campaign ${urgentLook} grid bg-surface border-line items-center aria-selected:bg-accent-soft
  stacked:h-[calc(100%-0.5rem)] stacked:content-between stacked:rounded-xl stacked:border stacked:px-3.5 stacked:py-2.5
  stacked:grid-cols-[minmax(0,1fr)_auto] stacked:gap-x-3
  frame:grid-cols-[minmax(0,1fr)_10.5rem_calc(9rem-var(--actions))_var(--actions)] frame:gap-x-3.5
  wide:h-full wide:grid-cols-(--columns) wide:grid-rows-[100%] wide:items-stretch wide:gap-x-(--gap) wide:border-b wide:ps-3 wide:pe-2
  wide:not-aria-selected:hover:bg-sunken/35`;

/** The size of a cell is its column's, so that a change in one is painted without the others. */
const cellLook =
  "flex min-w-0 flex-col justify-center wide:justify-self-stretch wide:contain-layout wide:contain-size";

/** Where the cells stand without columns, and what else differs. */
const cellLooks: Partial<Record<ColumnId | "actions", string>> = {
  status:
    "flex-row items-center justify-start gap-2 frame:col-span-2 wide:*:last:h-auto wide:*:last:flex-col wide:*:last:items-start compact:*:last:h-6 compact:*:last:flex-row compact:*:last:gap-1",
  campaign: "stacked:col-span-2 frame:h-13 frame:col-span-1 frame:row-start-2",
  progress:
    "gap-1.5 compact:gap-0.5 narrow:col-span-2 narrow:h-13.5 narrow:row-start-4 narrow:justify-start frame:row-start-2",
  agent: "*:*:line-clamp-2 *:*:wrap-anywhere *:*:whitespace-normal",
  eta: "stacked:col-span-full stacked:justify-start frame:row-start-3 frame:h-5 frame:*:max-h-5 wide:*:*:w-full compact:*:*:w-auto compact:*:max-h-4.5",
  window:
    "frame:col-span-2 frame:row-start-2 compact:h-5 compact:self-center compact:justify-start compact:overflow-hidden",
  age: "stacked:col-start-2 stacked:row-start-1 stacked:justify-self-end frame:col-start-3 print:self-center wide:block",
  actions:
    "stacked:justify-self-end wide:items-end frame:col-start-4 frame:row-start-1 max-sm:-me-2 print:hidden",
};

type Cell<Used extends keyof CampaignRowProps> = Pick<CampaignRowProps, "campaign" | Used>;

export function RowActions({ campaign, actions: { editing } }: Cell<"actions">) {
  const { t } = useDisplay();
  if (editing === undefined) return null;
  const name = nameOf(campaign) ?? campaign.campaignId;
  const style = "row-action h-7 w-6 text-ink-3 pointer-coarse:w-8 wide:pointer-fine:bg-surface";
  return (
    <span className="flex">
      <IconButton
        icon="edit"
        label={t("row.label", { name })}
        onClick={() => editing.editLabel(campaign)}
        className={style}
      />
      <IconButton
        icon="unwatch"
        label={t("row.remove", { name })}
        onClick={() => editing.remove(campaign)}
        className={style}
      />
    </span>
  );
}

/** With the Shift key, everything from the last selected campaign on. */
export function SelectBox({ campaign, selected, actions }: Cell<"selected" | "actions">) {
  const { t } = useDisplay();
  return (
    <CheckBox
      checked={selected}
      aria-label={t("select.one", { name: nameOf(campaign) ?? String(campaign.campaignId) })}
      onChange={({ target, nativeEvent }) =>
        actions.select(
          keyOf(campaign),
          target.checked,
          nativeEvent instanceof MouseEvent && nativeEvent.shiftKey,
        )
      }
      className="select-box shrink-0"
    />
  );
}

function Text({ value }: { value: string | null }) {
  if (value === null) return null;
  return (
    <bdi className="block truncate text-13 text-ink-2" title={value}>
      {value}
    </bdi>
  );
}

function CallOrder({ campaign: { callOrder } }: { campaign: Campaign }) {
  const { t } = useDisplay();
  return <Text value={t(`campaign.callOrder.${callOrder}`)} />;
}

function Agent({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  return (
    <>
      <div className="text-13 text-ink-2">
        {campaign.agent === null ? <Known value={null} /> : <CampaignAgent campaign={campaign} />}
      </div>
      {campaign.concurrency !== null && (
        <div className="flex text-xs text-ink-3 compact:hidden print:in-data-density:flex-wrap">
          <span className="truncate">{t("row.concurrency", { count: campaign.concurrency })}</span>
        </div>
      )}
    </>
  );
}

/** Nothing for kinds whose age the window shows already. */
function FlaggedAge({ campaign }: { campaign: Campaign }) {
  const isShown = campaign.attention.some(({ kind }) => kind === "overrun" || kind === "uncalledAtClose");
  return isShown ? null : <AttentionAge campaign={campaign} />;
}

/** In one line, of which pieces that do not fit are left out whole. */
export function Status({ campaign, ageBelow }: Cell<"ageBelow">) {
  return (
    <span className="flex h-6 min-w-0 flex-wrap items-center gap-2 overflow-hidden wide:gap-y-0 print:h-auto">
      <AttentionChips campaign={campaign} most={1} />
      <StateBadge campaign={campaign} />
      {!ageBelow && <FlaggedAge campaign={campaign} />}
    </span>
  );
}

export function Progress({ campaign, ageBelow }: Cell<"ageBelow">) {
  return (
    <>
      <Counts campaign={campaign} />
      <ProgressMeter campaign={campaign} />
      <span className="flex justify-between gap-2 leading-4 wide:min-h-4 compact:min-h-0">
        <Behind campaign={campaign} />
        {ageBelow && (
          <span className="ms-auto">
            <FlaggedAge campaign={campaign} />
          </span>
        )}
      </span>
    </>
  );
}

const cells: Record<ColumnId | "actions", ComponentType<CampaignRowProps>> = {
  status: ({ campaign, ageBelow, selected, actions }) => (
    <>
      <SelectBox campaign={campaign} selected={selected} actions={actions} />
      <Status campaign={campaign} ageBelow={ageBelow} />
    </>
  ),
  campaign: ({ campaign, columns }) => (
    <>
      <CampaignName campaign={campaign} />
      <Particulars campaign={campaign} withAgent={!columns.includes("agent")} />
    </>
  ),
  agent: Agent,
  label: ({ campaign: { label } }) => <Text value={label} />,
  application: ({ campaign: { sdkAppId } }) => <Text value={String(sdkAppId)} />,
  progress: Progress,
  pace: Pace,
  eta: Outlook,
  uncalled: ({ campaign }) => <KnownNumber value={campaign.uncalledAtClose} />,
  window: WindowLine,
  concurrency: ({ campaign }) => <KnownNumber value={campaign.concurrency} />,
  order: CallOrder,
  age: ({ campaign }) => (
    // A grid's cell is laid out with the whole grid, a box within it is not: an age changes every second.
    <div
      data-part="age"
      className="wide:flex wide:h-full wide:flex-col wide:items-end wide:justify-center wide:contain-layout wide:contain-size"
    >
      <Age campaign={campaign} />
    </div>
  ),
  actions: RowActions,
};

/** Renders only when its campaign changed; what changes with time ticks inside. */
export const CampaignRow = memo(function CampaignRow(props: CampaignRowProps) {
  const { campaign, selected, columns, rowIndex } = props;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- positioned rows cannot be a tr
    <div
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={selected}
      className={rowLook}
      {...useCampaignMarks(campaign)}
    >
      {([...columns, "actions"] as const).map((column) => {
        const Cell = cells[column];
        return (
          <div
            key={column}
            role="cell"
            data-cell={column}
            className={`${cellLook} ${cellLooks[column] ?? ""}`}
          >
            <Cell {...props} />
          </div>
        );
      })}
    </div>
  );
});
