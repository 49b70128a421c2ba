import type { Campaign, CampaignKey } from "@cruiseboard/contract";
import papaparse from "papaparse";
import { type FormEvent, useState } from "react";
import { saveText } from "../../api/http.ts";
import { Button, IconButton, useCopy } from "../../components/ui/button.tsx";
import { fieldStyle, TextField } from "../../components/ui/fields.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { keyOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { WatchListActions } from "../watch-list/use-watch-list.ts";

interface SelectionBarProps {
  readonly selected: readonly Campaign[];
  /** Selected campaigns that a filter hides; nothing is done to them. */
  readonly hidden: number;
  /** Campaigns in the view. */
  readonly shown: number;
  /** Absent: this viewer may not edit the watch list. */
  readonly editing: Pick<WatchListActions, "removeAll" | "relabelAll"> | undefined;
  readonly onSelectAll: () => void;
  readonly onClear: () => void;
  readonly onRemoved: (campaigns: readonly CampaignKey[]) => void;
}

/** Actions for the selected campaigns, at the lower edge of the window. */
export function SelectionBar(props: SelectionBarProps) {
  const { selected, hidden, shown, editing, onSelectAll, onClear, onRemoved } = props;
  const { t } = useDisplay();
  const [labelling, setLabelling] = useState(false);
  return (
    <div
      role="group"
      aria-label={t("select.label")}
      className="print:hidden sticky bottom-3 z-20 mx-auto flex max-w-full flex-wrap items-center gap-x-1 gap-y-1 rounded-xl border border-accent bg-surface py-1.5 ps-4 pe-1.5 shadow-raised"
    >
      <span role="status" className="me-2 font-semibold whitespace-nowrap">
        {t("select.count", { count: selected.length })}
      </span>
      {hidden > 0 && <span className="me-2 text-ink-2">{t("select.hidden", { count: hidden })}</span>}
      {selected.length < shown && (
        <Button variant="quiet" onClick={onSelectAll}>
          {t("select.all", { count: shown })}
        </Button>
      )}
      <CopyIds selected={selected} />
      <Button
        variant="quiet"
        onClick={() => saveText("cruiseboard-selection.csv", "text/csv", campaignsCsv(selected))}
      >
        <Icon name="download" />
        {t("csv")}
      </Button>
      {editing && !labelling && (
        <Button variant="quiet" onClick={() => setLabelling(true)}>
          <Icon name="edit" />
          {t("select.relabel")}
        </Button>
      )}
      {editing && labelling && (
        <LabelForm
          initial={commonLabel(selected)}
          onDone={(label) => {
            setLabelling(false);
            if (label !== undefined) void editing.relabelAll(selected, label);
          }}
        />
      )}
      {editing && (
        <Button variant="quiet" onClick={() => void editing.removeAll(selected).then(onRemoved)}>
          <Icon name="notFound" />
          {t("select.remove")}
        </Button>
      )}
      <IconButton label={t("select.clear")} onClick={onClear}>
        <Icon name="close" />
      </IconButton>
    </div>
  );
}

function CopyIds({ selected }: { selected: readonly Campaign[] }) {
  const { t } = useDisplay();
  const { outcome, copy, forget } = useCopy(selected.map(keyOf).join("\n"));
  return (
    <Button variant="quiet" onClick={copy} onBlur={forget}>
      <Icon name={outcome === "copied" ? "completed" : "copy"} />
      <span role="status">{outcome === null ? t("select.copyIds") : t(`copy.${outcome}`)}</span>
    </Button>
  );
}

interface LabelFormProps {
  readonly initial: string;
  /** undefined: cancelled. */
  readonly onDone: (label: string | null | undefined) => void;
}

function LabelForm({ initial, onDone }: LabelFormProps) {
  const { t } = useDisplay();
  const [label, setLabel] = useState(initial);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDone(label.trim() || null);
  };
  return (
    <form onSubmit={submit} className="flex items-center gap-1">
      <TextField
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it replaces the button that was pressed
        autoFocus
        value={label}
        maxLength={200}
        onText={setLabel}
        onKeyDown={({ key }) => key === "Escape" && onDone(undefined)}
        aria-label={t("column.label")}
        placeholder={t("select.noLabel")}
        className={`w-40 ${fieldStyle}`}
      />
      <Button type="submit">{t("select.relabelDone")}</Button>
    </form>
  );
}

/** Empty where they differ. */
function commonLabel(campaigns: readonly Campaign[]): string {
  const [label, ...others] = new Set(campaigns.map((campaign) => campaign.label ?? ""));
  return others.length === 0 ? (label ?? "") : "";
}

const columns = [
  "sdkAppId",
  "campaignId",
  "label",
  "name",
  "agent",
  "state",
  "startTime",
  "endTime",
  "calledCallees",
  "totalCallees",
  "pacePerMinute",
  "requiredPacePerMinute",
  "etaEarliest",
  "etaLatest",
  "uncalledAtClose",
  "attention",
  "observedAt",
] as const;

/** As the server's own table of the board: RFC 4180, UTF-8 with BOM, formulas defused; unknown is empty. */
export function campaignsCsv(campaigns: readonly Campaign[]): string {
  const rows = campaigns.map((campaign) => ({
    ...campaign,
    etaEarliest: campaign.eta?.earliest,
    etaLatest: campaign.eta?.latest,
    attention: campaign.attention.map(({ kind }) => kind).join(" "),
  }));
  return `\uFEFF${papaparse.unparse(rows, { columns: [...columns], escapeFormulae: true })}\r\n`;
}
