import type { AttentionKind, Campaign, CampaignKey } from "@cruiseboard/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Board } from "../../api/board.ts";
import { campaignQuery, refreshCampaign } from "../../api/campaign.ts";
import { useFocus } from "../../api/focus.ts";
import { hasStatus } from "../../api/http.ts";
import { ChartCard } from "../../charts/chart-card.tsx";
import { Age } from "../../components/campaign/age.tsx";
import { Instant } from "../../components/campaign/known.tsx";
import { Counts, ProgressMeter } from "../../components/campaign/progress-meter.tsx";
import { AttentionChips, StateBadge, useCampaignMarks } from "../../components/campaign/state-badge.tsx";
import { WindowLine } from "../../components/campaign/window-line.tsx";
import { Banner, BlankSlate, Card } from "../../components/ui/blank-slate.tsx";
import { Button, PageLink } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { isUrgent, sortedAttention } from "../../domain/attention.ts";
import { keyOf, titleOf } from "../../domain/campaign-key.ts";
import { useMasked } from "../../domain/masked.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { failureWords, upstreamFailureWords } from "../../i18n/failure-words.ts";
import { useMinute } from "../../i18n/time.ts";
import { CampaignFacts, type CampaignFactsProps, codeLook, Fact } from "./campaign-facts.tsx";
import { ForecastCard } from "./forecast-card.tsx";
import { WhatHappened } from "./what-happened.tsx";

interface CampaignPageProps {
  readonly campaignKey: CampaignKey;
  readonly board: Board;
  /** undefined: the viewer may not edit. */
  readonly onEditLabel: ((campaign: Campaign) => void) | undefined;
}

export function CampaignPage({ campaignKey, board, onEditLabel }: CampaignPageProps) {
  const { t } = useDisplay();
  const key = keyOf(campaignKey);
  const campaign = board.state?.campaigns.get(key);
  const onBoard = campaign !== undefined || board.state === undefined;
  const detail = useQuery(campaignQuery(campaignKey, { onBoard }));
  useFocus([key]);
  const shown = campaign ?? detail.data;
  const backLink = (
    <PageLink
      to="/"
      className="print:hidden inline-flex h-8 items-center gap-1 self-start rounded-lg text-ink-2 hover:text-ink"
    >
      <Icon name="back" />
      {t("page.toBoard")}
    </PageLink>
  );
  if (shown) {
    return (
      <article className="flex flex-col gap-4">
        {backLink}
        {!onBoard && (
          <p role="status" className="text-ink-2">
            {t("campaign.inArchive")}{" "}
            <PageLink to="/archive" className="text-accent underline">
              {t("page.archive")}
            </PageLink>
          </p>
        )}
        <CampaignSheet
          campaign={shown}
          uui={detail.data?.uui}
          onRefreshed={onBoard ? board.put : undefined}
          onEditLabel={onBoard ? onEditLabel : undefined}
        />
      </article>
    );
  }
  if (!hasStatus(detail.error, 404)) return <p role="status">{t("campaign.loading")}</p>;
  return (
    <BlankSlate wholePage title={t("campaign.absent")} hint={t("campaign.absentHint")}>
      {backLink}
    </BlankSlate>
  );
}

interface CampaignSheetProps extends CampaignFactsProps {
  /** undefined: in the archive, where nothing is observed. */
  readonly onRefreshed: ((campaign: Campaign) => void) | undefined;
}

function CampaignSheet({ onRefreshed, ...facts }: CampaignSheetProps) {
  const { campaign } = facts;
  const { t } = useDisplay();
  const name = titleOf(t, campaign);
  return (
    <div {...useCampaignMarks(campaign)} className="flex flex-col gap-4">
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
          <Age campaign={campaign} words="freshness.observed" />
          {onRefreshed && <RefreshButton campaign={campaign} onRefreshed={onRefreshed} />}
        </div>
      </header>
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
          <ChartCard campaign={campaign} />
          <WhatHappened campaignKey={campaign} />
        </div>
        <Card title={t("campaign.facts")}>
          <CampaignFacts {...facts} />
        </Card>
      </div>
    </div>
  );
}

/** The last observation's error, with the RequestId that a support ticket needs. */
function FailureCard({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
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
      <dl className="mt-1 flex flex-col text-ink">
        <Fact words="campaign.code">
          <span className={codeLook}>{failure.code}</span>
        </Fact>
        <Fact words="campaign.reason">{upstreamFailureWords(t, failure.code)}</Fact>
        {!withheld && <Fact words="campaign.message">{failure.message}</Fact>}
        <Fact words="campaign.at">
          <Instant at={failure.at} full />
        </Fact>
        <Fact words="campaign.requestId" value={failure.requestId} className={codeLook} />
      </dl>
    </Banner>
  );
}

function AttentionNotes({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const all = sortedAttention(campaign);
  const left = campaign.uncalledAtClose;
  const isReady = campaign.agentStatus?.status === "working";
  const words = (kind: AttentionKind) => {
    if (kind === "stalled" && isReady) return t("note.stalledReady");
    return left !== null && (kind === "uncalledAtClose" || kind === "willMissWindow")
      ? t(`note.counted.${kind}`, { count: left })
      : t(`note.${kind}`);
  };
  if (all.length === 0) return null;
  return (
    <ul
      aria-label={t("filter.kinds")}
      className="flex flex-col gap-1.5 rounded-xl border border-line bg-surface px-4 py-3"
    >
      {all.map(({ kind, since, code = kind }) => (
        <li key={code} data-note={kind} className="flex items-start gap-2">
          <Icon name={kind} className={`mt-0.5 size-4 ${isUrgent(kind) ? "text-urgent" : "text-notice"}`} />
          <span>
            {words(kind)}{" "}
            <span className="text-ink-2">
              {t("note.since", { time: format.minute(Date.parse(since), minute) })}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function RefreshButton({ campaign, onRefreshed }: { campaign: Campaign; onRefreshed: Board["put"] }) {
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
