import type { Campaign, CampaignKey } from "@cruiseboard/contract";
import papaparse from "papaparse";
import { type FormEvent, useState } from "react";
import { saveText } from "../../api/http.ts";
import { Button, IconButton } from "../../components/ui/button.tsx";
import { TextField } from "../../components/ui/fields.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { keyOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";

/** What can be done to several campaigns of the watch list; absent: this viewer may not. */
export interface EditingActions {
  /** Resolves to those that are not watched any more. */
  readonly removeAll: (campaigns: readonly Campaign[]) => Promise<readonly CampaignKey[]>;
  /** null takes the label away. */
  readonly relabelAll: (campaigns: readonly Campaign[], label: string | null) => Promise<void>;
}

interface SelectionBarProps {
  /** Of what the view shows. */
  readonly selected: readonly Campaign[];
  /** How many more are selected that a filter hides; nothing is done to them. */
  readonly hidden: number;
  /** How many the view shows. */
  readonly shown: number;
  readonly editing: EditingActions | undefined;
  readonly onSelectAll: () => void;
  readonly onClear: () => void;
  readonly onRemoved: (campaigns: readonly CampaignKey[]) => void;
}

/** What can be done with the selected campaigns; stays at the window's lower edge. */
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
        <Button look="quiet" onClick={onSelectAll}>
          {t("select.all", { count: shown })}
        </Button>
      )}
      <CopyIds selected={selected} />
      <Button
        look="quiet"
        onClick={() => saveText("cruiseboard-selection.csv", "text/csv", campaignsCsv(selected))}
      >
        <Icon name="download" />
        {t("csv")}
      </Button>
      {editing && !labelling && (
        <Button look="quiet" onClick={() => setLabelling(true)}>
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
        <Button look="quiet" onClick={() => void editing.removeAll(selected).then(onRemoved)}>
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
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  const copy = () => {
    navigator.clipboard.writeText(selected.map(keyOf).join("\n")).then(
      () => setOutcome("copied"),
      () => setOutcome("failed"),
    );
  };
  return (
    <Button look="quiet" onClick={copy} onBlur={() => setOutcome(null)}>
      <Icon name={outcome === "copied" ? "completed" : "copy"} />
      <span role="status">{outcome === null ? t("select.copyIds") : t(`copy.${outcome}`)}</span>
    </Button>
  );
}

interface LabelFormProps {
  readonly initial: string;
  /** undefined: nothing is to change. */
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
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it stands in place of the button that was pressed
        autoFocus
        value={label}
        maxLength={200}
        onText={setLabel}
        onKeyDown={({ key }) => key === "Escape" && onDone(undefined)}
        aria-label={t("column.label")}
        placeholder={t("select.noLabel")}
        className="h-8 w-40 rounded-lg border border-line-strong bg-surface px-2.5 pointer-coarse:h-10 pointer-coarse:text-base"
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
