import type { AddToWatchListAnswer, ArchivedCampaign } from "@cruiseboard/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { BlankSlate } from "../../../components/ui/blank-slate.tsx";
import { Button } from "../../../components/ui/button.tsx";
import { TextField } from "../../../components/ui/fields.tsx";
import { keyOf, toKey } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { failureWords } from "../../../lib/failure-words.ts";
import { addCampaigns } from "../api/add-campaigns.ts";
import { archiveQuery, deleteArchived } from "../api/archive-query.ts";
import { ArchiveRow } from "./archive-row.tsx";
import { ArchiveRuleField } from "./archive-rule-field.tsx";

/** As many as stand there unasked. */
const firstRows = 100;

interface ArchivePageProps {
  readonly mayEdit: boolean;
  /** Leads to the other pages. */
  readonly tabs: ReactNode;
  readonly onAdded: (answer: AddToWatchListAnswer) => void;
}

/** Campaigns that ended and left the board: looked up, watched again, or deleted for good. */
export function ArchivePage({ mayEdit, tabs, onAdded }: ArchivePageProps) {
  const { t } = useDisplay();
  const archive = useQuery(archiveQuery);
  return (
    <section aria-label={t("page.archive")} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-lg font-semibold">{t("page.archive")}</h1>
        {tabs}
      </div>
      <ArchiveRuleField mayEdit={mayEdit} />
      {archive.isPending && <div className="skeleton h-40" />}
      {archive.isError && (
        <BlankSlate
          title={t("archive.failed")}
          hint={t("watch.failed", { reason: failureWords(t, archive.error) })}
        >
          <Button onClick={() => void archive.refetch()}>{t("contact.tryNow")}</Button>
        </BlankSlate>
      )}
      {archive.data && <ArchiveList campaigns={archive.data} mayEdit={mayEdit} onAdded={onAdded} />}
    </section>
  );
}

interface ArchiveListProps {
  readonly campaigns: readonly ArchivedCampaign[];
  readonly mayEdit: boolean;
  readonly onAdded: (answer: AddToWatchListAnswer) => void;
}

function ArchiveList({ campaigns, mayEdit, onAdded }: ArchiveListProps) {
  const { t } = useDisplay();
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(firstRows);
  const client = useQueryClient();
  const settled = { networkMode: "always", onSettled: () => client.invalidateQueries(archiveQuery) } as const;
  const restoring = useMutation({
    ...settled,
    mutationFn: (campaign: ArchivedCampaign) => addCampaigns([toKey(campaign)]),
    onSuccess: onAdded,
  });
  const deleting = useMutation({ ...settled, mutationFn: deleteArchived });
  if (campaigns.length === 0) return <BlankSlate title={t("archive.empty")} hint={t("archive.emptyHint")} />;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = campaigns.filter((campaign) => words.every((word) => wordsOf(campaign).includes(word)));
  const failure = restoring.error ?? deleting.error;
  return (
    <>
      <div className="flex items-center gap-3">
        <TextField
          type="search"
          value={search}
          onText={setSearch}
          aria-label={t("toolbar.search")}
          placeholder={t("toolbar.search")}
          className="h-8 w-full rounded-lg border border-line-strong bg-surface px-3 sm:max-w-72 pointer-coarse:h-10 pointer-coarse:text-base"
        />
        <span role="status" className="text-13 whitespace-nowrap text-ink-2">
          {t("toolbar.shown", { count: found.length })}
        </span>
      </div>
      {failure && (
        <p role="alert" className="text-13 text-urgent">
          {t("watch.failed", { reason: failureWords(t, failure) })}
        </p>
      )}
      <ul className="overflow-hidden rounded-xl border border-line bg-surface">
        {found.slice(0, shown).map((campaign) => (
          <ArchiveRow
            key={keyOf(campaign)}
            campaign={campaign}
            {...(mayEdit && {
              onRestore: () => restoring.mutate(campaign),
              onDelete: () => deleting.mutate(campaign),
            })}
          />
        ))}
      </ul>
      {found.length > shown && (
        <Button className="self-center" onClick={() => setShown(shown + firstRows)}>
          {t("archive.more")}
        </Button>
      )}
    </>
  );
}

function wordsOf(campaign: ArchivedCampaign): string {
  return [campaign.name, campaign.label, campaign.agent, keyOf(campaign)].join("\n").toLowerCase();
}
