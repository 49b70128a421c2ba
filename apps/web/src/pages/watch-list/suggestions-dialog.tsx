import type { AddToWatchListAnswer, Suggestion } from "@cruiseboard/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { addCampaigns, dismissSuggestions, suggestionsQuery } from "../../api/watch-list.ts";
import { FailureNote } from "../../components/ui/blank-slate.tsx";
import { Button, IconButton } from "../../components/ui/button.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { keyOf, titleOf, toKey } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";
import { mostShown, PreviewItem } from "./watch-list-form.tsx";

interface SuggestionsDialogProps {
  readonly campaigns: readonly Suggestion[];
  readonly onAdded: (answer: AddToWatchListAnswer) => void;
  readonly onClose: () => void;
}

export function SuggestionsDialog({ campaigns, onAdded, onClose }: SuggestionsDialogProps) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ some, add }: { some: readonly Suggestion[]; add: boolean }) =>
      (add ? addCampaigns : dismissSuggestions)(some.map(toKey)),
    onSuccess(answer, { some }) {
      if (answer) onAdded(answer);
      if (some.length === campaigns.length) onClose();
      return client.invalidateQueries(suggestionsQuery);
    },
  });
  return (
    <Dialog
      wide
      title={t("found.title", { count: campaigns.length })}
      hint={t("found.hint")}
      onClose={onClose}
    >
      <ul className="max-h-80 overflow-auto rounded-lg border border-line">
        {campaigns.slice(0, mostShown).map((campaign) => {
          const answer = { ...campaign, outcome: "found", watched: false, label: null } as const;
          const name = titleOf(t, answer);
          return (
            <PreviewItem key={keyOf(campaign)} answer={answer}>
              <span className="text-xs whitespace-nowrap text-ink-3">
                {t("found.at", { time: format.minute(Date.parse(campaign.foundAt), minute) })}
              </span>
              <Button
                disabled={isPending}
                aria-label={t("found.addNamed", { name })}
                onClick={() => mutate({ some: [campaign], add: true })}
              >
                {t("found.add")}
              </Button>
              <IconButton
                icon="close"
                disabled={isPending}
                label={t("found.dismissNamed", { name })}
                onClick={() => mutate({ some: [campaign], add: false })}
              />
            </PreviewItem>
          );
        })}
      </ul>
      <FailureNote words="watch.failed" error={error} />
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button disabled={isPending} onClick={() => mutate({ some: campaigns, add: false })}>
          {t("found.dismissAll")}
        </Button>
        <Button variant="primary" disabled={isPending} onClick={() => mutate({ some: campaigns, add: true })}>
          {t("watch.submit", { count: campaigns.length })}
        </Button>
      </div>
    </Dialog>
  );
}
