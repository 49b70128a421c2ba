import type { AddToWatchListAnswer } from "@cruiseboard/contract";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "../../../components/ui/button.tsx";
import { parseKey } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { failureWords } from "../../../lib/failure-words.ts";
import type { Format } from "../../../lib/format.ts";
import type { Translate } from "../../../lib/messages.ts";
import { addCampaigns } from "../api/add-campaigns.ts";
import { type IdFault, mostIds, parseCampaignIds } from "../parse-campaign-ids.ts";

interface WatchListFormProps {
  /** Filled in beforehand, as most boards watch one application; empty: none is known. */
  readonly suggestedSdkAppId: string;
  readonly onAdded: (answer: AddToWatchListAnswer) => void;
  /** Further buttons, such as Cancel. */
  readonly children?: ReactNode;
}

/** Asks for an application and campaign ids, says how many that are, and adds them. */
export function WatchListForm({ suggestedSdkAppId, onAdded, children }: WatchListFormProps) {
  const { t, format } = useDisplay();
  const [sdkAppId, setSdkAppId] = useState(suggestedSdkAppId);
  const [text, setText] = useState("");
  const [label, setLabel] = useState("");
  const [tried, setTried] = useState(false);
  const { ids, fault } = parseCampaignIds(text);
  const application = parseKey(sdkAppId.trim().normalize("NFKC"), "1")?.sdkAppId ?? null;
  const addition = useMutation({ mutationFn: addCampaigns, networkMode: "always", onSuccess: onAdded });

  const applicationFault = tried && application === null ? t("watch.fault.sdkAppId") : null;
  const idsFault = faultWords(t, format, fault, tried && ids.length === 0);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (application === null || fault !== null || ids.length === 0) return;
    const own = label.trim() === "" ? {} : { label: label.trim() };
    addition.mutate(ids.map((campaignId) => ({ sdkAppId: application, campaignId, ...own })));
  };

  return (
    <form onSubmit={submit} noValidate className="flex w-full flex-col gap-4 text-start">
      <Field label={t("watch.sdkAppId")} hint={t("watch.sdkAppIdExample")} fault={applicationFault}>
        {(props) => (
          <input
            {...props}
            inputMode="numeric"
            autoComplete="off"
            value={sdkAppId}
            onChange={(event) => setSdkAppId(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("watch.campaignIds")} hint={t("watch.campaignIdsExample")} fault={idsFault}>
        {(props) => (
          <textarea
            {...props}
            rows={3}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("watch.label")} hint={t("watch.labelExample")} fault={null}>
        {(props) => (
          <input
            {...props}
            autoComplete="off"
            maxLength={200}
            value={label}
            onChange={(event) => setLabel(event.target.value)}
          />
        )}
      </Field>
      {addition.isError && (
        <p role="alert" className="text-13 text-urgent">
          {t("watch.failed", { reason: failureWords(t, addition.error) })}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {children}
        <Button type="submit" look="primary" disabled={addition.isPending}>
          {addition.isPending ? t("watch.submitting") : t("watch.submit", { count: fault ? 0 : ids.length })}
        </Button>
      </div>
    </form>
  );
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
