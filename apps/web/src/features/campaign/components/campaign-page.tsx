import type { Campaign, CampaignKey } from "@cruiseboard/contract";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode } from "react";
import { Link, useSearch } from "wouter";
import { Age } from "../../../components/ui/age.tsx";
import { AttentionChips } from "../../../components/ui/attention-chips.tsx";
import { BlankSlate } from "../../../components/ui/blank-slate.tsx";
import { Counts } from "../../../components/ui/counts.tsx";
import { FailureCard } from "../../../components/ui/failure-card.tsx";
import { ProgressMeter } from "../../../components/ui/progress-meter.tsx";
import { StateBadge } from "../../../components/ui/state-badge.tsx";
import { WindowLine } from "../../../components/ui/window-line.tsx";
import { keyOf, nameOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { RequestError } from "../../../lib/http.ts";
import { useFocus } from "../../../lib/use-focus.ts";
import { campaignQuery } from "../api/campaign-query.ts";
import { useLiveSamples } from "../use-live-samples.ts";
import { AttentionNotes } from "./attention-notes.tsx";
import { CampaignFacts } from "./campaign-facts.tsx";
import { ChartCard } from "./chart-card.tsx";
import { ForecastCard } from "./forecast-card.tsx";
import { RefreshButton } from "./refresh-button.tsx";
import { WhatHappened } from "./what-happened.tsx";

interface CampaignPageProps {
  readonly campaignKey: CampaignKey;
  /** As the board has it; undefined: not there, or the board is not loaded yet. */
  readonly campaign: Campaign | undefined;
  readonly boardLoaded: boolean;
  readonly outOfTouch: boolean;
  readonly backLink: ReactNode;
  readonly onRefreshed: (campaign: Campaign) => void;
  /** Absent: this viewer may not. */
  readonly onEditLabel: ((campaign: Campaign) => void) | undefined;
}

/** One campaign: how far, how fast, what failed, and every fact to copy. */
export function CampaignPage({ campaignKey, campaign, boardLoaded, backLink, ...rest }: CampaignPageProps) {
  const { t } = useDisplay();
  const onBoard = campaign !== undefined || !boardLoaded;
  const detail = useQuery(campaignQuery(campaignKey, { onBoard }));
  const key = keyOf(campaignKey);
  useFocus([key]);
  const shown = campaign ?? detail.data;
  if (shown) {
    return (
      <article className="flex flex-col gap-4">
        {backLink}
        {!onBoard && <InArchive />}
        <CampaignSheet campaign={shown} uui={detail.data?.uui} {...rest} mayChange={onBoard} />
      </article>
    );
  }
  const absent = detail.error instanceof RequestError && detail.error.status === 404;
  if (!absent) return <p role="status">{t("campaign.loading")}</p>;
  return (
    <BlankSlate wholePage title={t("campaign.absent")} hint={t("campaign.absentHint")}>
      {backLink}
    </BlankSlate>
  );
}

type CampaignSheetProps = Omit<CampaignPageProps, "campaignKey" | "campaign" | "boardLoaded" | "backLink"> & {
  readonly campaign: Campaign;
  readonly uui: string | null | undefined;
  /** false: it is in the archive, where nothing is observed or labelled. */
  readonly mayChange: boolean;
};

function InArchive() {
  const { t } = useDisplay();
  const search = useSearch();
  return (
    <p role="status" className="text-ink-2">
      {t("campaign.inArchive")}{" "}
      <Link href={`/archive${search && `?${search}`}`} className="text-accent underline">
        {t("page.archive")}
      </Link>
    </p>
  );
}

function CampaignSheet(props: CampaignSheetProps) {
  const { campaign, uui, outOfTouch, onRefreshed, onEditLabel, mayChange } = props;
  const { t } = useDisplay();
  const samples = useLiveSamples(campaign);
  return (
    <div
      data-campaign={keyOf(campaign)}
      data-state={campaign.state}
      data-freshness={outOfTouch ? "stale" : campaign.freshness}
      className="flex flex-col gap-4"
    >
      <Heading campaign={campaign} outOfTouch={outOfTouch}>
        {mayChange && <RefreshButton campaign={campaign} onRefreshed={onRefreshed} />}
      </Heading>
      <AttentionNotes campaign={campaign} />
      <FailureCard campaign={campaign} />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_26rem] lg:items-start">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title={t("column.progress")}>
            <div className="flex flex-col gap-3">
              <div className="text-2xl">
                <Counts campaign={campaign} />
              </div>
              <ProgressMeter campaign={campaign} large />
              <WindowLine campaign={campaign} />
            </div>
          </Card>
          <ForecastCard campaign={campaign} />
          <ChartCard campaign={campaign} samples={samples} />
          <WhatHappened campaignKey={campaign} />
        </div>
        <Card title={t("campaign.facts")}>
          <CampaignFacts campaign={campaign} uui={uui} onEditLabel={mayChange ? onEditLabel : undefined} />
        </Card>
      </div>
    </div>
  );
}

function Heading({
  campaign,
  outOfTouch,
  children,
}: {
  campaign: Campaign;
  outOfTouch: boolean;
  children: ReactNode;
}) {
  const { t } = useDisplay();
  const name = nameOf(campaign) ?? t("row.unnamed", { id: campaign.campaignId });
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-80">
        <h1 className="name line-clamp-3 text-xl font-semibold" title={name}>
          <bdi>{name}</bdi>
        </h1>
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
          <StateBadge campaign={campaign} />
          <AttentionChips campaign={campaign} />
        </div>
      </div>
      <div className="flex items-center gap-3">
        <Age campaign={campaign} outOfTouch={outOfTouch} inWords />
        {children}
      </div>
    </header>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0 rounded-xl border border-line bg-surface p-4">
      <h2 className="mb-3 text-13 font-medium text-ink-2">{title}</h2>
      {children}
    </section>
  );
}
