import type { AddToWatchListAnswer, Suggestion } from "@cruiseboard/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { addCampaigns, dismissSuggestions, suggestionsQuery } from "../../api/watch-list.ts";
import { FailureNote } from "../../components/ui/blank-slate.tsx";
import { Button, IconButton } from "../../components/ui/button.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { keyOf, titleOf, toKey } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { mostShown, PreviewItem } from "./watch-list-form.tsx";

interface SuggestionsDialogProps {
  readonly campaigns: readonly Suggestion[];
  readonly onAdded: (answer: AddToWatchListAnswer) => void;
  readonly onClose: () => void;
}

export function SuggestionsDialog({ campaigns, onAdded, onClose }: SuggestionsDialogProps) {
  const { t } = useDisplay();
  const client = useQueryClient();
  /** Resolves once those that are left are known. */
  const settled = async (some: readonly Suggestion[]) => {
    if (some.length === campaigns.length) onClose();
    await client.invalidateQueries(suggestionsQuery);
  };
  const adding = useMutation({
    mutationFn: (some: readonly Suggestion[]) => addCampaigns(some.map(toKey)),
    networkMode: "always",
    onSuccess(answer, some) {
      onAdded(answer);
      return settled(some);
    },
  });
  const dismissing = useMutation({
    mutationFn: (some: readonly Suggestion[]) => dismissSuggestions(some.map(toKey)),
    networkMode: "always",
    onSuccess: (_answer, some) => settled(some),
  });
  const disabled = adding.isPending || dismissing.isPending;
  return (
    <Dialog
      wide
      title={t("found.title", { count: campaigns.length })}
      hint={t("found.hint")}
      onClose={onClose}
    >
      <ul className="max-h-80 overflow-auto rounded-lg border border-line">
        {campaigns.slice(0, mostShown).map((campaign) => {
          const name = titleOf(t, { ...campaign, label: null });
          return (
            <PreviewItem
              key={keyOf(campaign)}
              answer={{ ...campaign, outcome: "found", watched: false, label: null }}
            >
              <Button
                disabled={disabled}
                aria-label={t("found.addNamed", { name })}
                onClick={() => adding.mutate([campaign])}
              >
                {t("found.add")}
              </Button>
              <IconButton
                icon="close"
                disabled={disabled}
                label={t("found.dismissNamed", { name })}
                onClick={() => dismissing.mutate([campaign])}
              />
            </PreviewItem>
          );
        })}
      </ul>
      <FailureNote words="watch.failed" error={adding.error ?? dismissing.error} />
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button disabled={disabled} onClick={() => dismissing.mutate(campaigns)}>
          {t("found.dismissAll")}
        </Button>
        <Button variant="primary" disabled={disabled} onClick={() => adding.mutate(campaigns)}>
          {t("watch.submit", { count: campaigns.length })}
        </Button>
      </div>
    </Dialog>
  );
}
