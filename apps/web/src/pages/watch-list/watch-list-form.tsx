import {
  type AddToWatchListAnswer,
  type Campaign,
  type CampaignKey,
  type PreviewedCampaign,
  refusalCodes,
} from "@cruiseboard/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ComponentProps, type FormEvent, type ReactNode, useId, useState } from "react";
import { useDebounce } from "use-debounce";
import { useMayEdit, useSession } from "../../api/session.ts";
import { addCampaigns, previewCampaigns } from "../../api/watch-list.ts";
import { StateBadge } from "../../components/campaign/state-badge.tsx";
import { BlankSlate, FailureNote } from "../../components/ui/blank-slate.tsx";
import { Button, PageLink } from "../../components/ui/button.tsx";
import { CsvLink } from "../../components/ui/csv-link.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { CheckBox, TextArea, TextField } from "../../components/ui/fields.tsx";
import { Icon, type IconName } from "../../components/ui/icon.tsx";
import { keyOf, parseKey, toKey } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { Translate } from "../../i18n/messages.ts";
import { mostIds, type NamedCampaign, parseWatchText } from "./parse-watch-text.ts";

interface WatchListFormProps {
  /** Prefilled; empty: none is known. */
  readonly suggestedSdkAppId: string;
  /** On the board. */
  readonly known: readonly Campaign[];
  readonly onAdded: (answer: AddToWatchListAnswer) => void;
  readonly children?: ReactNode;
}

export function WatchListForm({ suggestedSdkAppId, known, onAdded, children }: WatchListFormProps) {
  const { t } = useDisplay();
  const [sdkAppId, setSdkAppId] = useState(suggestedSdkAppId);
  const [text, setText] = useState("");
  const [label, setLabel] = useState("");
  const [tried, setTried] = useState(false);
  const [alsoMissing, setAlsoMissing] = useState(false);
  const { campaigns, fault } = parseWatchText(text);
  const application = parseKey(sdkAppId.trim().normalize("NFKC"), "1")?.sdkAppId ?? null;
  const additions = fault === null ? toAdditions(campaigns, application) : [];
  const preview = usePreview(additions);
  const addition = useMutation({ mutationFn: addCampaigns, onSuccess: onAdded });
  const existing = withoutMissing(additions, preview);
  const chosen = alsoMissing ? additions : existing;
  const missing = additions.length - existing.length;
  const ids = [...known.filter(({ observedAt }) => observedAt !== null), ...additions]
    .filter((one) => one.sdkAppId === application)
    .map(({ campaignId }) => campaignId);
  const highest = Math.max(0, ...ids);
  const needsApplication = campaigns.length === 0 || campaigns.some((named) => named.sdkAppId === null);

  const applicationFault =
    tried && application === null && needsApplication ? t("watch.fault.sdkAppId") : null;
  // A faulty number shows while typing, an empty field only after submitting.
  const noIds = tried && campaigns.length === 0 ? t("watch.fault.none") : null;
  const idsFault =
    fault === null
      ? noIds
      : t(`watch.fault.${fault.kind}`, { token: fault.token.slice(0, 40), limit: mostIds });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (chosen.length === 0 || chosen.length > mostIds) return;
    const own = label.trim() || undefined;
    addition.mutate(chosen.map((entry) => ({ ...entry, label: entry.label ?? own })));
  };

  return (
    <form onSubmit={submit} noValidate className="flex w-full flex-col gap-4 text-start">
      <Field name="sdkAppId" fault={applicationFault}>
        {(props) => <TextField {...props} inputMode="numeric" value={sdkAppId} onText={setSdkAppId} />}
      </Field>
      <Field name="campaignIds" fault={idsFault}>
        {(props) => <TextArea {...props} rows={3} spellCheck={false} value={text} onText={setText} />}
      </Field>
      <Button
        variant="quiet"
        className="-mt-2 self-start text-13"
        disabled={highest === 0 || fault !== null}
        onClick={() => setText([text, `${highest + 1}-${highest + nextIds}`].filter(Boolean).join(", "))}
      >
        <Icon name="search" />
        {t("adding.next", { count: nextIds })}
      </Button>
      <Field name="label">
        {(props) => <TextField {...props} maxLength={200} value={label} onText={setLabel} />}
      </Field>
      <PreviewList preview={preview} />
      {missing > 0 && !preview.pending && (
        <label className="flex items-center gap-2 text-13">
          <CheckBox checked={alsoMissing} onChange={({ target }) => setAlsoMissing(target.checked)} />
          {t("adding.alsoMissing")}
        </label>
      )}
      <FailureNote words="watch.failed" error={addition.error} />
      <div className="flex flex-wrap justify-end gap-2">
        {children}
        {preview.pending && (
          <Button type="submit" disabled={addition.isPending}>
            {t("adding.now")}
          </Button>
        )}
        <Button
          type="submit"
          variant="primary"
          disabled={addition.isPending || preview.pending || (additions.length > 0 && chosen.length === 0)}
        >
          {addition.isPending ? t("watch.submitting") : t("watch.submit", { count: chosen.length })}
        </Button>
      </div>
    </form>
  );
}

const nextIds = 50;

type Addition = CampaignKey & { readonly label: string | null };

function toAdditions(campaigns: readonly NamedCampaign[], application: number | null): readonly Addition[] {
  return campaigns.flatMap(({ sdkAppId, campaignId, label }) => {
    const owner = sdkAppId ?? application;
    return owner === null ? [] : [{ sdkAppId: owner, campaignId, label }];
  });
}

/** Without those that do not exist or may not be watched. */
function withoutMissing(additions: readonly Addition[], { answers }: Preview): readonly Addition[] {
  const gone = new Set(
    answers.filter(({ outcome }) => outcome === "notFound" || outcome === "refused").map(keyOf),
  );
  return additions.filter((addition) => !gone.has(keyOf(addition)));
}

interface FieldProps {
  readonly name: "sdkAppId" | "campaignIds" | "label";
  readonly fault?: string | null;
  readonly children: (props: Pick<ComponentProps<"input">, "id" | "className" | "autoComplete">) => ReactNode;
}

function Field({ name, fault = null, children }: FieldProps) {
  const { t } = useDisplay();
  const id = useId();
  const control = {
    id,
    autoComplete: "off",
    className: `w-full rounded-lg border bg-surface px-3 py-1.5 pointer-coarse:min-h-10 pointer-coarse:text-base ${fault === null ? "border-line-strong" : "border-urgent"}`,
    "aria-describedby": `${id}-hint`,
    "aria-invalid": fault !== null,
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-13 font-medium">
        {t(`watch.field.${name}`)}
      </label>
      {children(control)}
      <p id={`${id}-hint`} className={`text-xs ${fault === null ? "text-ink-3" : "text-urgent"}`}>
        {fault ?? t(`watch.example.${name}`)}
      </p>
    </div>
  );
}

type Preview = ReturnType<typeof usePreview>;

const debounceMs = 500;
/** Campaigns in a request, so that progress shows; the upstream answers some 18 a second. */
const chunk = 20;

const none: readonly PreviewedCampaign[] = [];

/** What the upstream knows of some campaigns, so far. Other campaigns abort it. */
function usePreview(campaigns: readonly CampaignKey[]) {
  const keys = campaigns.map(keyOf).join(",");
  const [settled] = useDebounce(keys, debounceMs);
  const enabled = keys !== "" && settled === keys;
  const { data, error, isFetching } = useQuery({
    queryKey: ["preview", settled],
    queryFn: async ({ client, queryKey, signal }) => {
      let answers = none;
      for (let from = 0; from < campaigns.length; from += chunk) {
        const some = campaigns.slice(from, from + chunk).map(toKey);
        answers = answers.concat(await previewCampaigns(some, signal));
        client.setQueryData(queryKey, answers);
      }
      return answers;
    },
    enabled,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return {
    answers: enabled ? (data ?? none) : none,
    wanted: campaigns.length,
    /** Why the preview ended early; null: it did not. */
    failure: enabled ? error : null,
    pending: keys !== "" && (!enabled || isFetching),
  };
}

export const mostShown = 200;

function PreviewList({ preview }: { preview: Preview }) {
  const { t } = useDisplay();
  const { answers, wanted, failure, pending } = preview;
  if (wanted === 0) return null;
  const missing = answers.filter(({ outcome }) => outcome !== "found");
  const existing = answers.filter(({ outcome }) => outcome === "found");
  // The exceptions first, whichever they are.
  const sorted = missing.length > existing.length ? [...existing, ...missing] : [...missing, ...existing];
  return (
    <section aria-label={t("adding.preview")} className="flex flex-col gap-2">
      <span role="status" className="text-13 text-ink-2">
        {pending
          ? t("adding.asking", { done: answers.length, wanted })
          : t("adding.asked", { found: answers.length - missing.length, missing: missing.length })}
      </span>
      {pending && (
        <progress
          aria-label={t("adding.progress")}
          value={answers.length}
          max={wanted}
          className="h-1.5 w-full accent-accent"
        />
      )}
      <FailureNote words="adding.unasked" error={failure} />
      {sorted.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable by keyboard
        <ul tabIndex={0} className="max-h-52 overflow-auto rounded-lg border border-line">
          {sorted.slice(0, mostShown).map((answer) => (
            <PreviewItem key={keyOf(answer)} answer={answer} />
          ))}
        </ul>
      )}
    </section>
  );
}

export function PreviewItem({ answer, children }: { answer: PreviewedCampaign; children?: ReactNode }) {
  const { t } = useDisplay();
  const found = answer.outcome === "found";
  return (
    <li
      data-preview={keyOf(answer)}
      data-outcome={answer.outcome}
      className="flex min-h-9 flex-wrap items-center gap-2 border-b border-line px-2.5 py-1 last:border-b-0"
    >
      {found ? (
        <StateBadge campaign={{ ...answer, observedAt: "" }} />
      ) : (
        <Icon name={icons[answer.outcome] ?? "unknown"} className="size-4 text-notice" />
      )}
      <span className="min-w-0 flex-1">
        <bdi className="block truncate font-medium">{(found && answer.name) || keyOf(answer)}</bdi>
        <span className={`block truncate text-xs ${found ? "text-ink-3" : "text-notice"}`}>
          {found ? [keyOf(answer), answer.agent].filter(Boolean).join(" · ") : outcomeWords(t, answer)}
        </span>
      </span>
      {found && answer.watched && <span className="text-xs text-ink-3">{t("adding.watched")}</span>}
      {children && (
        <span className="flex items-center gap-2 max-sm:w-full max-sm:justify-end">{children}</span>
      )}
    </li>
  );
}

function outcomeWords(t: Translate, answer: Exclude<PreviewedCampaign, { outcome: "found" }>): string {
  // A newer server may have others.
  if (!(answer.outcome in icons)) return t("adding.unknown");
  if (answer.outcome === "failed") return `${t("adding.failed")} (${answer.code})`;
  if (answer.outcome === "notFound") return t("adding.notFound");
  return refusalCodes.includes(answer.code) ? t(`adding.refused.${answer.code}`) : t("adding.unknown");
}

const icons = {
  notFound: "notFound",
  failed: "upstreamFailing",
  refused: "stoppedEarly",
} as const satisfies Record<Exclude<PreviewedCampaign["outcome"], "found">, IconName>;

export function AddDialog({ onClose, ...form }: WatchListFormProps & { readonly onClose: () => void }) {
  const { t } = useDisplay();
  const session = useSession();
  return (
    <Dialog title={t("watch.add")} hint={t("watch.addHint")} onClose={onClose}>
      <WatchListForm {...form}>
        <Button onClick={onClose}>{t("watch.cancel")}</Button>
      </WatchListForm>
      <div className="mt-4 flex items-center justify-between gap-2 border-t border-line pt-3 text-13 text-ink-2">
        {t("adding.export")}
        <CsvLink href="/api/v1/watch-list.csv" label={t("adding.export")} />
      </div>
      {session?.enabled.apiKeys && (
        <PageLink to="/api-keys" onClick={onClose} className="mt-2 block text-13 text-accent underline">
          {t("apiKeys.link")}
        </PageLink>
      )}
    </Dialog>
  );
}

/** An empty watch list: the form to fill it, or whom to ask. */
export function FirstRun({ onAdded }: Pick<WatchListFormProps, "onAdded">) {
  const { t } = useDisplay();
  if (!useMayEdit()) return <BlankSlate title={t("empty.viewer")} hint={t("empty.viewerHint")} />;
  return (
    <BlankSlate title={t("firstRun.title")} hint={t("firstRun.hint")}>
      <div className="mt-4 w-full rounded-2xl border border-line bg-surface p-5">
        <WatchListForm suggestedSdkAppId="" known={[]} onAdded={onAdded} />
      </div>
    </BlankSlate>
  );
}
