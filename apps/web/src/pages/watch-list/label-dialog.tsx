import type { Campaign } from "@cruiseboard/contract";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../components/ui/button.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { fieldStyle, TextField } from "../../components/ui/fields.tsx";
import { titleOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { WatchListActions } from "./use-watch-list.ts";

interface LabelDialogProps {
  readonly watchList: Pick<WatchListActions, "labelling" | "editLabel" | "relabelAll">;
  /** Their labels are offered. */
  readonly known: readonly Campaign[];
}

/** Outside of the pages, so that no poll closes it. */
export function LabelDialog({ watchList, known }: LabelDialogProps) {
  const { labelling: campaigns, editLabel, relabelAll } = watchList;
  const onClose = () => editLabel();
  const { t, locale } = useDisplay();
  const [label, setLabel] = useState(commonLabel(campaigns));
  const [offered] = useState(() => labelsOf(known, locale));
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = label.trim() || null;
    if (campaigns.some((campaign) => campaign.label !== wanted)) void relabelAll(campaigns, wanted);
    onClose();
  };
  const [first, ...others] = campaigns;
  const name = first ? titleOf(t, first) : "";
  return (
    <Dialog
      title={others.length === 0 ? t("labels.of", { name }) : t("labels.ofMany", { count: campaigns.length })}
      hint={t("labels.hint")}
      onClose={onClose}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog is for this field
          autoFocus
          onFocus={({ target }) => target.select()}
          value={label}
          maxLength={200}
          list={id}
          onText={setLabel}
          aria-label={t("column.label")}
          placeholder={t("select.noLabel")}
          className={`w-full ${fieldStyle}`}
        />
        <datalist id={id}>
          {offered.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("watch.cancel")}</Button>
          <Button type="submit" variant="primary">
            {t("select.relabelDone")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Empty where they differ. */
function commonLabel(campaigns: readonly Campaign[]): string {
  const [label, ...others] = new Set(campaigns.map((campaign) => campaign.label ?? ""));
  return others.length === 0 ? (label ?? "") : "";
}

function labelsOf(campaigns: readonly Campaign[], locale: string): readonly string[] {
  const labels = new Set(campaigns.flatMap(({ label }) => label ?? []));
  return [...labels].toSorted(new Intl.Collator(locale, { numeric: true }).compare);
}
