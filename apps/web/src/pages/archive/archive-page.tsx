import type { AddToWatchListAnswer, ArchivedCampaign } from "@cruiseboard/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  addCampaigns,
  archiveQuery,
  archiveRuleQuery,
  deleteArchived,
  setArchiveRule,
} from "../../api/watch-list.ts";
import { CampaignName, Particulars } from "../../components/campaign/identity.tsx";
import { Counts } from "../../components/campaign/progress-meter.tsx";
import { StateBadge } from "../../components/campaign/state-badge.tsx";
import { BlankSlate, FailureNote } from "../../components/ui/blank-slate.tsx";
import { AskingButton, Button, Choice } from "../../components/ui/button.tsx";
import { SearchLine } from "../../components/ui/fields.tsx";
import { searchTest } from "../../domain/arrange.ts";
import { keyOf, titleOf, toKey } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { failureWords } from "../../i18n/failure-words.ts";
import { useMinute } from "../../i18n/time.ts";
import { TabbedPage } from "../frame/page-tabs.tsx";

const pageSize = 100;

interface ArchivePageProps {
  readonly mayEdit: boolean;
  readonly onAdded: (answer: AddToWatchListAnswer) => void;
}

export function ArchivePage({ mayEdit, onAdded }: ArchivePageProps) {
  const { t } = useDisplay();
  const archive = useQuery(archiveQuery);
  return (
    <TabbedPage label={t("page.archive")}>
      <ArchiveRuleField mayEdit={mayEdit} />
      {archive.isPending && <div className="skeleton h-40" />}
      {archive.isError && (
        <BlankSlate
          title={t("archive.failed")}
          hint={t("archive.failedHint", { reason: failureWords(t, archive.error) })}
        >
          <Button onClick={() => void archive.refetch()}>{t("contact.tryNow")}</Button>
        </BlankSlate>
      )}
      {archive.data && <ArchiveList campaigns={archive.data} mayEdit={mayEdit} onAdded={onAdded} />}
    </TabbedPage>
  );
}

interface ArchiveListProps extends Pick<ArchivePageProps, "mayEdit" | "onAdded"> {
  readonly campaigns: readonly ArchivedCampaign[];
}

function ArchiveList({ campaigns, mayEdit, onAdded }: ArchiveListProps) {
  const { t } = useDisplay();
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(pageSize);
  const client = useQueryClient();
  const settled = { onSettled: () => client.invalidateQueries(archiveQuery) };
  const restoring = useMutation({
    ...settled,
    mutationFn: (campaign: ArchivedCampaign) => addCampaigns([toKey(campaign)]),
    onSuccess: onAdded,
  });
  const deleting = useMutation({ ...settled, mutationFn: deleteArchived });
  if (campaigns.length === 0) return <BlankSlate title={t("archive.empty")} hint={t("archive.emptyHint")} />;
  const found = campaigns.filter(searchTest(search) ?? (() => true));
  return (
    <>
      <SearchLine value={search} onText={setSearch} label={t("toolbar.search")}>
        {t("toolbar.shown", { count: found.length })}
      </SearchLine>
      <FailureNote words="watch.failed" error={restoring.error ?? deleting.error} />
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
        <Button className="self-center" onClick={() => setShown(shown + pageSize)}>
          {t("archive.more")}
        </Button>
      )}
    </>
  );
}

interface ArchiveRowProps {
  readonly campaign: ArchivedCampaign;
  /** Absent: this viewer may not. */
  readonly onRestore?: () => void;
  readonly onDelete?: () => void;
}

function ArchiveRow({ campaign, onRestore, onDelete }: ArchiveRowProps) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const title = titleOf(t, campaign);
  return (
    <li
      data-archived={keyOf(campaign)}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-b-0"
    >
      <span className="w-28 shrink-0">
        <StateBadge campaign={campaign} />
      </span>
      <span className="min-w-48 flex-1">
        <CampaignName campaign={campaign} />
        <Particulars campaign={campaign} />
      </span>
      <span className="w-40 text-13">
        <Counts campaign={campaign} />
      </span>
      <span className="w-44 text-xs text-ink-2">
        {t("archive.at", { time: format.minute(Date.parse(campaign.archivedAt), minute) })}
      </span>
      {onRestore && onDelete && (
        <span className="ms-auto flex gap-1">
          <Button variant="quiet" onClick={onRestore} aria-label={t("archive.restoreNamed", { name: title })}>
            {t("archive.restore")}
          </Button>
          <AskingButton
            words={t("archive.delete")}
            label={t("archive.deleteNamed", { name: title })}
            question={t("archive.deleteNow")}
            onConfirm={onDelete}
          />
        </span>
      )}
    </li>
  );
}

/** Hours after the end. The server's own value is added to them. */
const offered = [1, 12, 24, 72, 168, 720];

function ArchiveRuleField({ mayEdit }: { mayEdit: boolean }) {
  const { t, format } = useDisplay();
  const client = useQueryClient();
  const rule = useQuery(archiveRuleQuery);
  const change = useMutation({
    mutationFn: setArchiveRule,
    onSuccess: (answer) => client.setQueryData(archiveRuleQuery.queryKey, answer),
  });
  if (!rule.data) return null;
  const { afterHours } = rule.data;
  const words = (hours: number | null) =>
    hours === null
      ? t("archive.never")
      : t("archive.after", { duration: format.duration(hours * 3_600_000) });
  const hours = [...new Set([...offered, afterHours ?? 1])].toSorted((one, other) => one - other);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-13 text-ink-2">
      <span>{t("archive.rule")}</span>
      {mayEdit ? (
        <Choice
          label={t("archive.rule")}
          value={String(afterHours)}
          choices={[null, ...hours].map((value) => ({ value: String(value), words: words(value) }))}
          onChoose={(value) => change.mutate({ afterHours: value === "null" ? null : Number(value) })}
        />
      ) : (
        <span className="text-ink">{words(afterHours)}</span>
      )}
      <FailureNote words="watch.failed" error={change.error} />
    </div>
  );
}
