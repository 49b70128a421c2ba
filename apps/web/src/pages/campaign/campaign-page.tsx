import type { Attention, Campaign, CampaignKey } from "@cruiseboard/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useSearch } from "wouter";
import { campaignQuery, refreshCampaign } from "../../api/campaign.ts";
import { useFocus } from "../../api/focus.ts";
import { RequestError } from "../../api/http.ts";
import { ChartCard } from "../../charts/chart-card.tsx";
import { Age } from "../../components/campaign/age.tsx";
import { Counts, ProgressMeter } from "../../components/campaign/progress-meter.tsx";
import { AttentionChips, StateBadge } from "../../components/campaign/state-badge.tsx";
import { WindowLine } from "../../components/campaign/window-line.tsx";
import { Banner, BlankSlate } from "../../components/ui/blank-slate.tsx";
import { Button, CopyButton } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { isUrgent, sortedAttention } from "../../domain/attention.ts";
import { keyOf, nameOf } from "../../domain/campaign-key.ts";
import { useMasked } from "../../domain/masked.ts";
import { useLiveSamples } from "../../domain/past.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { failureWords, upstreamFailureWords } from "../../i18n/failure-words.ts";
import { useMinute } from "../../i18n/time.ts";
import { CampaignFacts } from "./campaign-facts.tsx";
import { ForecastCard } from "./forecast-card.tsx";
import { WhatHappened } from "./what-happened.tsx";

interface CampaignPageProps {
  readonly campaignKey: CampaignKey;
  /** undefined: not on the board, or the board is not loaded yet. */
  readonly campaign: Campaign | undefined;
  readonly boardLoaded: boolean;
  readonly outOfTouch: boolean;
  readonly backLink: ReactNode;
  readonly onRefreshed: (campaign: Campaign) => void;
  /** undefined: the viewer may not edit. */
  readonly onEditLabel: ((campaign: Campaign) => void) | undefined;
}

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
  /** false: in the archive, where nothing is observed or labelled. */
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

type HeadingProps = Pick<CampaignSheetProps, "campaign" | "outOfTouch"> & { readonly children: ReactNode };

function Heading({ campaign, outOfTouch, children }: HeadingProps) {
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

/** The last observation's error, with the RequestId that a support ticket needs. */
function FailureCard({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const withheld = useMasked("message");
  const { failure } = campaign;
  if (failure === null) return null;
  const notFound = campaign.attention.some(({ kind }) => kind === "notFound");
  const lastGood = campaign.observedAt === null ? t("campaign.failureNever") : t("campaign.failureHint");
  return (
    <Banner
      icon={notFound ? "notFound" : "upstreamFailing"}
      title={notFound ? t("campaign.notFoundFailure") : t("campaign.failure")}
    >
      <p>{notFound ? t("campaign.notFoundFailureHint") : lastGood}</p>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1">
        <FailureFact words={t("campaign.code")} className="font-mono text-xs break-all">
          {failure.code}
        </FailureFact>
        <FailureFact words={t("campaign.reason")}>{upstreamFailureWords(t, failure.code)}</FailureFact>
        {!withheld && (
          <FailureFact words={t("campaign.message")} className="name">
            {failure.message}
          </FailureFact>
        )}
        <FailureFact words={t("campaign.at")}>
          <time dateTime={failure.at}>{format.full(Date.parse(failure.at))}</time>
        </FailureFact>
        {failure.requestId !== null && (
          <FailureFact
            words={t("campaign.requestId")}
            className="flex flex-wrap items-center gap-1 font-mono text-xs break-all"
          >
            {failure.requestId}
            <CopyButton value={failure.requestId} what={t("campaign.requestId")} />
          </FailureFact>
        )}
      </dl>
    </Banner>
  );
}

interface FailureFactProps {
  readonly words: string;
  readonly className?: string;
  readonly children: ReactNode;
}

function FailureFact({ words, className = "", children }: FailureFactProps) {
  return (
    <>
      <dt className="text-ink-2">{words}</dt>
      <dd className={`text-ink ${className}`}>{children}</dd>
    </>
  );
}

function AttentionNotes({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  const all = sortedAttention(campaign);
  if (all.length === 0) return null;
  return (
    <ul
      aria-label={t("sort.attention")}
      className="flex flex-col gap-1.5 rounded-xl border border-line bg-surface px-4 py-3"
    >
      {all.map((attention) => (
        <AttentionNote key={attention.code ?? attention.kind} attention={attention} campaign={campaign} />
      ))}
    </ul>
  );
}

function AttentionNote({ attention, campaign }: { attention: Attention; campaign: Campaign }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const { kind, since } = attention;
  const left = campaign.uncalledAtClose;
  const counted = left !== null && (kind === "uncalledAtClose" || kind === "willMissWindow");
  const words = counted ? t(`note.counted.${kind}`, { count: left }) : t(`note.${kind}`);
  return (
    <li data-note={kind} className="flex items-start gap-2">
      <Icon name={kind} className={`mt-0.5 size-4 ${isUrgent(kind) ? "text-urgent" : "text-notice"}`} />
      <span>
        {words}{" "}
        <span className="text-ink-2">
          {t("note.since", { time: format.minute(Date.parse(since), minute) })}
        </span>
      </span>
    </li>
  );
}

function RefreshButton({ campaign, onRefreshed }: Pick<CampaignSheetProps, "campaign" | "onRefreshed">) {
  const { t } = useDisplay();
  const refresh = useMutation({ mutationFn: refreshCampaign, onSuccess: onRefreshed });
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
      <span role="status" className={`text-xs ${refresh.isError ? "text-urgent" : "text-ink-2"}`}>
        {refresh.isError && t("campaign.refreshFailed", { reason: failureWords(t, refresh.error) })}
        {refresh.isSuccess && <span className="sr-only">{t("campaign.refreshed")}</span>}
      </span>
      <Button disabled={refresh.isPending} onClick={() => refresh.mutate(campaign)}>
        <Icon name="refresh" />
        {refresh.isPending ? t("campaign.refreshing") : t("campaign.refresh")}
      </Button>
    </span>
  );
}
