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

const CardChart = lazy(() => import("../../charts/card-chart.tsx").then(({ CardChart }) => CardChart));

interface CampaignCardProps {
  readonly campaign: Campaign;
  readonly outOfTouch: boolean;
  readonly selected: boolean;
  readonly actions: CampaignActions;
  /** In pixels. */
  readonly chartWidth: number;
  readonly chartHeight: number;
}

/** A campaign with its history. */
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
        <HistoryChart campaign={campaign} width={chartWidth} height={chartHeight} />
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

/** Its place stays empty while there is no history or no chunk. */
function HistoryChart({ campaign, width, height }: { campaign: Campaign; width: number; height: number }) {
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

/** As many samples as a small chart can show. */
const points = 60;
const refreshMs = 60_000;

/** Many cards appear at once. */
const limit = pLimit(2);

/** GET /api/v1/campaigns/{sdkAppId}/{campaignId}/history */
function cardHistoryQuery(key: CampaignKey) {
  const path = `/api/v1/campaigns/${keyOf(key)}/history?points=${points}`;
  return queryOptions({
    queryKey: ["card-history", keyOf(key)],
    queryFn: ({ signal }) =>
      limit(async () => {
        // While it was queued, the page may have been hidden or paused, and the card removed.
        await whenActive();
        signal.throwIfAborted();
        const answer = await request(path, { signal });
        if (!isHistory(answer)) throw new RequestError("malformed");
        return answer;
      }),
    staleTime: refreshMs,
    gcTime: 2 * refreshMs,
    refetchInterval: refreshMs,
    refetchOnWindowFocus: true,
  });
}

/** Excludes the answers of proxies. */
function isHistory(answer: unknown): answer is History {
  const { samples, gaps } = (answer ?? {}) as Partial<History>;
  return Array.isArray(samples) && Array.isArray(gaps);
}
