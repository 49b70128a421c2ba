import type { Campaign } from "@cruiseboard/contract";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../components/ui/button.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { fieldStyle, TextField } from "../../components/ui/fields.tsx";
import { nameOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";

interface LabelDialogProps {
  readonly campaign: Campaign;
  /** Their labels are offered. */
  readonly campaigns: Iterable<Campaign>;
  /** null removes the label. */
  readonly onLabel: (label: string | null) => void;
  readonly onClose: () => void;
}

/** Edits one campaign's label. */
export function LabelDialog({ campaign, campaigns, onLabel, onClose }: LabelDialogProps) {
  const { t, locale } = useDisplay();
  const [label, setLabel] = useState(campaign.label ?? "");
  const [offered] = useState(() => labelsOf(campaigns, locale));
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = label.trim() || null;
    if (wanted !== campaign.label) onLabel(wanted);
    onClose();
  };
  return (
    <Dialog
      title={t("labels.of", { name: nameOf(campaign) ?? t("row.unnamed", { id: campaign.campaignId }) })}
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
          {offered.map((known) => (
            <option key={known} value={known} />
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

function labelsOf(campaigns: Iterable<Campaign>, locale: string): readonly string[] {
  const labels = new Set([...campaigns].flatMap(({ label }) => (label === null ? [] : [label])));
  return [...labels].toSorted(new Intl.Collator(locale, { numeric: true }).compare);
}
