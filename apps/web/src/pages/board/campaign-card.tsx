import type { Campaign, CampaignKey, History } from "@cruiseboard/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import pLimit from "p-limit";
import { memo, Suspense } from "react";
import { RequestError, request } from "../../api/http.ts";
import { Age } from "../../components/campaign/age.tsx";
import { Forecast } from "../../components/campaign/forecast.tsx";
import { Counts, ProgressMeter } from "../../components/campaign/progress-meter.tsx";
import { AttentionChips, StateBadge } from "../../components/campaign/state-badge.tsx";
import { WindowLine } from "../../components/campaign/window-line.tsx";
import { FaultBoundary, lazy } from "../../components/ui/lazy-part.tsx";
import { whenActive } from "../../domain/activity.ts";
import { keyOf, nameOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { type CampaignActions, campaignMarks, RowActions, SelectBox, urgentLook } from "./campaign-row.tsx";
import { CampaignName, Particulars } from "./cells.tsx";

const CardChart = lazy(async () => ({ default: (await import("../../charts/card-chart.tsx")).CardChart }));

export interface CampaignCardProps {
  readonly campaign: Campaign;
  readonly outOfTouch: boolean;
  readonly selected: boolean;
  readonly actions: CampaignActions;
  /** Of the chart, in pixels. */
  readonly chartWidth: number;
  readonly chartHeight: number;
}

/** A campaign with its past: figures and meter at once, the chart when the browser has time for it. */
export const CampaignCard = memo(function CampaignCard(props: CampaignCardProps) {
  const { campaign, outOfTouch, selected, actions, chartWidth, chartHeight } = props;
  const { t } = useDisplay();
  const name = nameOf(campaign) ?? t("row.unnamed", { id: campaign.campaignId });
  return (
    <article
      aria-label={name}
      className={`${urgentLook} flex h-[calc(100%-var(--gap))] min-w-0 flex-col justify-between rounded-xl border border-line bg-surface px-4 py-3 data-[selected=true]:bg-accent-soft print:h-full print:gap-1.5`}
      data-selected={selected}
      {...campaignMarks(campaign, outOfTouch)}
    >
      <div className="flex h-7 items-center gap-2 print:h-auto">
        <SelectBox campaign={campaign} selected={selected} actions={actions} />
        <StateBadge campaign={campaign} />
        <AttentionChips campaign={campaign} most={1} />
        <span className="ms-auto shrink-0">
          <Age campaign={campaign} outOfTouch={outOfTouch} />
        </span>
      </div>
      <div className="min-w-0">
        <CampaignName campaign={campaign} />
        <Particulars campaign={campaign} />
      </div>
      <div className="flex flex-col gap-1.5">
        <Counts campaign={campaign} />
        <ProgressMeter campaign={campaign} />
      </div>
      <div aria-hidden="true" className="print:empty:hidden" style={{ height: chartHeight }}>
        <PastChart campaign={campaign} width={chartWidth} height={chartHeight} />
      </div>
      <div className="grid h-10 grid-cols-[auto_minmax(0,1fr)] content-start items-baseline gap-x-3 overflow-hidden [&>[data-part=uncalled]]:col-span-full">
        <Forecast campaign={campaign} />
      </div>
      <div className="flex items-end justify-between gap-2">
        <WindowLine campaign={campaign} />
        <RowActions campaign={campaign} actions={actions} />
      </div>
    </article>
  );
});

interface PastChartProps {
  readonly campaign: Campaign;
  readonly width: number;
  readonly height: number;
}

/** A chart that cannot be had leaves its place empty: the card is complete without. */
function PastChart({ campaign, width, height }: PastChartProps) {
  const history = useQuery(cardHistoryQuery(campaign)).data;
  if (history === undefined) return null;
  const { startTime, endTime, state } = campaign;
  return (
    <FaultBoundary fallback={null}>
      <Suspense fallback={null}>
        <CardChart
          history={history}
          startTime={startTime}
          endTime={endTime}
          state={state}
          width={width}
          height={height}
        />
      </Suspense>
    </FaultBoundary>
  );
}

/** As many as a small chart can tell apart. */
const points = 60;
/** A small chart may be so old, in milliseconds: what is new stands in the figures beside it. */
const refresh = 60_000;

/** Many cards appear at once, and none is in a hurry. */
const limit = pLimit(2);

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}/history, thinned out for a card. */
function cardHistoryQuery(key: CampaignKey) {
  const path = `/api/v1/campaigns/${keyOf(key)}/history?points=${points}`;
  return queryOptions({
    queryKey: ["card-history", keyOf(key)],
    queryFn: ({ signal }) =>
      limit(async () => {
        // The page may have been hidden or paused meanwhile, and the card may be gone.
        await whenActive();
        signal.throwIfAborted();
        const answer = await request(path, { signal });
        if (!isHistory(answer)) throw new RequestError("malformed");
        return answer;
      }),
    staleTime: refresh,
    gcTime: 2 * refresh,
    refetchInterval: refresh,
    refetchOnWindowFocus: true,
  });
}

/** Enough to tell our own server's answer from a proxy's. */
function isHistory(answer: unknown): answer is History {
  const { samples, gaps } = (answer ?? {}) as Partial<History>;
  return Array.isArray(samples) && Array.isArray(gaps);
}
