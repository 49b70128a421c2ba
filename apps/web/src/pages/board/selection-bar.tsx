import { type Campaign, csvColumns, csvRow } from "@cruiseboard/contract";
import papaparse from "papaparse";
import { saveText } from "../../api/http.ts";
import { Button, CopyButton, IconButton } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { keyOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { WatchListActions } from "../watch-list/use-watch-list.ts";
import type { Selection } from "./use-selection.ts";

interface SelectionBarProps {
  readonly selected: readonly Campaign[];
  /** Selected campaigns that a filter hides; nothing is done to them. */
  readonly hidden: number;
  readonly campaigns: readonly Campaign[];
  readonly selection: Selection;
  /** Absent: this viewer may not edit the watch list. */
  readonly editing: Pick<WatchListActions, "removeAll" | "editLabel"> | undefined;
}

export function SelectionBar(props: SelectionBarProps) {
  const { selected, hidden, campaigns, selection, editing } = props;
  const shown = campaigns.length;
  const { t } = useDisplay();
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
        <Button variant="quiet" onClick={() => selection.selectAll(campaigns)}>
          {t("select.all", { count: shown })}
        </Button>
      )}
      <CopyButton value={selected.map(keyOf).join("\n")}>{t("select.copyIds")}</CopyButton>
      <Button
        variant="quiet"
        onClick={() => saveText("cruiseboard-selection.csv", "text/csv", campaignsCsv(selected))}
      >
        <Icon name="download" />
        {t("csv")}
      </Button>
      {editing && (
        <Button variant="quiet" onClick={() => editing.editLabel(...selected)}>
          <Icon name="edit" />
          {t("select.relabel")}
        </Button>
      )}
      {editing && (
        <Button variant="quiet" onClick={() => void editing.removeAll(selected).then(selection.deselect)}>
          <Icon name="notFound" />
          {t("select.remove")}
        </Button>
      )}
      <IconButton icon="close" label={t("select.clear")} onClick={selection.clear} />
    </div>
  );
}

/** As the server's own table of the board: RFC 4180, UTF-8 with BOM, formulas defused; unknown is empty. */
export function campaignsCsv(campaigns: readonly Campaign[]): string {
  return `\uFEFF${papaparse.unparse(campaigns.map(csvRow), { columns: [...csvColumns], escapeFormulae: true })}\r\n`;
}
