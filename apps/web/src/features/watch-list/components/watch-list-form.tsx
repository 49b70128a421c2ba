import type { AddToWatchListAnswer, CampaignKey } from "@cruiseboard/contract";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "../../../components/ui/button.tsx";
import { CheckBox, TextArea, TextField } from "../../../components/ui/fields.tsx";
import { keyOf, parseKey } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { failureWords } from "../../../lib/failure-words.ts";
import type { Format } from "../../../lib/format.ts";
import type { Translate } from "../../../lib/messages.ts";
import { addCampaigns } from "../api/add-campaigns.ts";
import { type IdFault, mostIds } from "../parse-campaign-ids.ts";
import { type NamedCampaign, parseWatchText } from "../parse-watch-text.ts";
import { type Preview, usePreview } from "../use-preview.ts";
import { PreviewList } from "./preview-list.tsx";

interface WatchListFormProps {
  /** Filled in beforehand, as most boards watch one application; empty: none is known. */
  readonly suggestedSdkAppId: string;
  readonly onAdded: (answer: AddToWatchListAnswer) => void;
  /** Further buttons, such as Cancel. */
  readonly children?: ReactNode;
}

/** Asks for campaigns in whatever form, shows what the upstream knows of them, and adds them. */
export function WatchListForm({ suggestedSdkAppId, onAdded, children }: WatchListFormProps) {
  const { t, format } = useDisplay();
  const [sdkAppId, setSdkAppId] = useState(suggestedSdkAppId);
  const [text, setText] = useState("");
  const [label, setLabel] = useState("");
  const [tried, setTried] = useState(false);
  const [alsoMissing, setAlsoMissing] = useState(false);
  const { campaigns, fault } = parseWatchText(text);
  const application = parseKey(sdkAppId.trim().normalize("NFKC"), "1")?.sdkAppId ?? null;
  const additions = fault === null ? toAdditions(campaigns, application) : [];
  const preview = usePreview(additions);
  const addition = useMutation({ mutationFn: addCampaigns, networkMode: "always", onSuccess: onAdded });
  const chosen = alsoMissing ? additions : withoutMissing(additions, preview);
  const missing = additions.length - withoutMissing(additions, preview).length;
  const needsApplication = campaigns.length === 0 || campaigns.some((named) => named.sdkAppId === null);

  const applicationFault =
    tried && application === null && needsApplication ? t("watch.fault.sdkAppId") : null;
  const idsFault = faultWords(t, format, fault, tried && campaigns.length === 0);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (chosen.length === 0 || chosen.length > mostIds) return;
    const own = label.trim() || undefined;
    addition.mutate(chosen.map((entry) => ({ ...entry, label: entry.label ?? own })));
  };

  return (
    <form onSubmit={submit} noValidate className="flex w-full flex-col gap-4 text-start">
      <Field label={t("watch.sdkAppId")} hint={t("watch.sdkAppIdExample")} fault={applicationFault}>
        {(props) => (
          <TextField
            {...props}
            inputMode="numeric"
            autoComplete="off"
            value={sdkAppId}
            onText={setSdkAppId}
          />
        )}
      </Field>
      <Field label={t("watch.campaignIds")} hint={t("watch.campaignIdsExample")} fault={idsFault}>
        {(props) => (
          <TextArea {...props} rows={3} autoComplete="off" spellCheck={false} value={text} onText={setText} />
        )}
      </Field>
      <Field label={t("watch.label")} hint={t("watch.labelExample")} fault={null}>
        {(props) => (
          <TextField {...props} autoComplete="off" maxLength={200} value={label} onText={setLabel} />
        )}
      </Field>
      <PreviewList preview={preview} />
      {missing > 0 && !preview.pending && (
        <label className="flex items-center gap-2 text-13">
          <CheckBox checked={alsoMissing} onChange={({ target }) => setAlsoMissing(target.checked)} />
          {t("adding.alsoMissing")}
        </label>
      )}
      {addition.isError && (
        <p role="alert" className="text-13 text-urgent">
          {t("watch.failed", { reason: failureWords(t, addition.error) })}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {children}
        {preview.pending && (
          <Button type="submit" disabled={addition.isPending}>
            {t("adding.now")}
          </Button>
        )}
        <Button
          type="submit"
          look="primary"
          disabled={addition.isPending || preview.pending || (additions.length > 0 && chosen.length === 0)}
        >
          {addition.isPending ? t("watch.submitting") : t("watch.submit", { count: chosen.length })}
        </Button>
      </div>
    </form>
  );
}

type Addition = CampaignKey & { readonly label: string | null };

/** Those whose application is known. */
function toAdditions(campaigns: readonly NamedCampaign[], application: number | null): readonly Addition[] {
  return campaigns.flatMap(({ sdkAppId, campaignId, label }) => {
    const owner = sdkAppId ?? application;
    return owner === null ? [] : [{ sdkAppId: owner, campaignId, label }];
  });
}

/** Without those that the upstream does not know, or that may not be watched; one that failed may be there. */
function withoutMissing(additions: readonly Addition[], { answers }: Preview): readonly Addition[] {
  const gone = new Set(
    answers.filter(({ outcome }) => outcome === "notFound" || outcome === "refused").map(keyOf),
  );
  return additions.filter((addition) => !gone.has(keyOf(addition)));
}

/** Faults in a number show while typing; an empty field only once it was sent. */
function faultWords(t: Translate, format: Format, fault: IdFault | null, empty: boolean): string | null {
  if (fault !== null)
    return t(`watch.fault.${fault.kind}`, {
      token: fault.token.slice(0, 40),
      limit: format.number(mostIds),
    });
  return empty ? t("watch.fault.none") : null;
}

interface ControlProps {
  readonly id: string;
  readonly className: string;
  readonly "aria-describedby": string;
  readonly "aria-invalid": boolean;
}

interface FieldProps {
  readonly label: string;
  readonly hint: string;
  readonly fault: string | null;
  readonly children: (props: ControlProps) => ReactNode;
}

function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  const border = fault === null ? "border-line-strong" : "border-urgent";
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-13 font-medium">
        {label}
      </label>
      {children({
        id,
        className: `w-full rounded-lg border bg-surface px-3 py-1.5 pointer-coarse:min-h-10 pointer-coarse:text-base ${border}`,
        "aria-describedby": `${id}-hint`,
        "aria-invalid": fault !== null,
      })}
      <p id={`${id}-hint`} className={`text-xs ${fault === null ? "text-ink-3" : "text-urgent"}`}>
        {fault ?? hint}
      </p>
    </div>
  );
}
