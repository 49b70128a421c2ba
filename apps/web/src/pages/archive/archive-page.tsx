import type { AddToWatchListAnswer, ArchivedCampaign } from "@cruiseboard/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useMayEdit } from "../../api/session.ts";
import * as watchList from "../../api/watch-list.ts";
import { CampaignName, Particulars } from "../../components/campaign/identity.tsx";
import { Counts } from "../../components/campaign/progress-meter.tsx";
import { StateBadge } from "../../components/campaign/state-badge.tsx";
import { Answer, BlankSlate, FailureNote } from "../../components/ui/blank-slate.tsx";
import { AskingButton, Button, Choice } from "../../components/ui/button.tsx";
import { SearchLine } from "../../components/ui/fields.tsx";
import { searchTest } from "../../domain/arrange.ts";
import { keyOf, titleOf, toKey } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";
import { List, TabbedPage } from "../frame/page-tabs.tsx";

const pageSize = 100;

type ArchivePageProps = { readonly onAdded: (answer: AddToWatchListAnswer) => void };

export function ArchivePage({ onAdded }: ArchivePageProps) {
  const { t } = useDisplay();
  return (
    <TabbedPage label={t("page.archive")}>
      <ArchiveRuleField />
      <Answer query={useQuery(watchList.archiveQuery)} failed={t("archive.failed")}>
        {(campaigns) => <ArchiveList campaigns={campaigns} onAdded={onAdded} />}
      </Answer>
    </TabbedPage>
  );
}

type ArchiveListProps = ArchivePageProps & { readonly campaigns: readonly ArchivedCampaign[] };

function ArchiveList({ campaigns, onAdded }: ArchiveListProps) {
  const { t } = useDisplay();
  const mayEdit = useMayEdit();
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(pageSize);
  const client = useQueryClient();
  const settled = { onSettled: () => client.invalidateQueries(watchList.archiveQuery) };
  const restoring = useMutation({
    ...settled,
    mutationFn: (campaign: ArchivedCampaign) => watchList.addCampaigns([toKey(campaign)]),
    onSuccess: onAdded,
  });
  const deleting = useMutation({ ...settled, mutationFn: watchList.deleteArchived });
  if (campaigns.length === 0) return <BlankSlate title={t("archive.empty")} hint={t("archive.emptyHint")} />;
  const found = campaigns.filter(searchTest(search) ?? (() => true));
  return (
    <>
      <SearchLine value={search} onText={setSearch} label={t("toolbar.search")}>
        {t("toolbar.shown", { count: found.length })}
      </SearchLine>
      <FailureNote words="watch.failed" error={restoring.error ?? deleting.error} />
      <List>
        {found.slice(0, shown).map((campaign) => (
          <ArchiveRow key={keyOf(campaign)} campaign={campaign}>
            {mayEdit && (
              <Button
                variant="quiet"
                onClick={() => restoring.mutate(campaign)}
                aria-label={t("archive.restoreNamed", { name: titleOf(t, campaign) })}
              >
                {t("archive.restore")}
              </Button>
            )}
            {mayEdit && (
              <AskingButton
                words={t("archive.delete")}
                label={t("archive.deleteNamed", { name: titleOf(t, campaign) })}
                question={t("archive.deleteNow")}
                onConfirm={() => deleting.mutate(campaign)}
              />
            )}
          </ArchiveRow>
        ))}
      </List>
      {found.length > shown && (
        <Button className="self-center" onClick={() => setShown(shown + pageSize)}>
          {t("archive.more")}
        </Button>
      )}
    </>
  );
}

function ArchiveRow({ campaign, children }: { campaign: ArchivedCampaign; children: ReactNode }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  return (
    <li data-archived={keyOf(campaign)}>
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
      <span className="ms-auto flex gap-1">{children}</span>
    </li>
  );
}

/** Hours after the end. The server's own value is added to them. */
const offered = [1, 12, 24, 72, 168, 720];

function ArchiveRuleField() {
  const mayEdit = useMayEdit();
  const { t, format } = useDisplay();
  const client = useQueryClient();
  const rule = useQuery(watchList.archiveRuleQuery);
  const change = useMutation({
    mutationFn: watchList.setArchiveRule,
    onSuccess: (answer) => client.setQueryData(watchList.archiveRuleQuery.queryKey, answer),
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
