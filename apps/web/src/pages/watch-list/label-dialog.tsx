import type { Campaign } from "@cruiseboard/contract";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../components/ui/button.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { TextField } from "../../components/ui/fields.tsx";
import { nameOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";

interface LabelDialogProps {
  readonly campaign: Campaign;
  /** Every campaign on the board: whose labels are offered. */
  readonly campaigns: Iterable<Campaign>;
  /** null takes the label away. */
  readonly onLabel: (label: string | null) => void;
  readonly onClose: () => void;
}

/** One campaign's label. What is typed stays as it is while the board behind goes on. */
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
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it is what the dialog was opened for
          autoFocus
          onFocus={({ target }) => target.select()}
          value={label}
          maxLength={200}
          list={id}
          onText={setLabel}
          aria-label={t("column.label")}
          placeholder={t("select.noLabel")}
          className="h-8 w-full rounded-lg border border-line-strong bg-surface px-3 pointer-coarse:h-10 pointer-coarse:text-base"
        />
        <datalist id={id}>
          {offered.map((known) => (
            <option key={known} value={known} />
          ))}
        </datalist>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("watch.cancel")}</Button>
          <Button type="submit" look="primary">
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
