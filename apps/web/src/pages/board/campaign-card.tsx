import type { Campaign } from "@cruiseboard/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import pLimit from "p-limit";
import { memo } from "react";
import { fetchHistory } from "../../api/campaign.ts";
import { Age } from "../../components/campaign/age.tsx";
import { Outlook } from "../../components/campaign/forecast.tsx";
import { CampaignName, Particulars } from "../../components/campaign/identity.tsx";
import { useCampaignMarks } from "../../components/campaign/state-badge.tsx";
import { WindowLine } from "../../components/campaign/window-line.tsx";
import { lazy } from "../../components/ui/lazy-part.tsx";
import { whenActive } from "../../domain/activity.ts";
import { keyOf, titleOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import {
  type CampaignRowProps,
  Progress,
  RowActions,
  SelectBox,
  Status,
  urgentLook,
} from "./campaign-row.tsx";

const CardChart = lazy(() => import("../../charts/card-chart.tsx").then((it) => it.CardChart), {
  missing: null,
});

type CampaignCardProps = Pick<CampaignRowProps, "campaign" | "selected" | "actions">;

export const CampaignCard = memo(function CampaignCard(props: CampaignCardProps) {
  const { campaign, selected, actions } = props;
  const { t } = useDisplay();
  const name = titleOf(t, campaign);
  return (
    <article
      aria-label={name}
      className={`${urgentLook} flex h-[calc(100%-var(--gap))] min-w-0 flex-col justify-between rounded-xl border border-line bg-surface px-4 py-3 data-[selected=true]:bg-accent-soft print:h-full print:gap-1.5`}
      data-selected={selected}
      {...useCampaignMarks(campaign)}
    >
      <div className="flex h-6 items-center gap-2 print:h-auto">
        <SelectBox campaign={campaign} selected={selected} actions={actions} />
        <Status campaign={campaign} ageBelow />
        <span className="ms-auto shrink-0">
          <Age campaign={campaign} />
        </span>
      </div>
      <div className="h-13 min-w-0">
        <CampaignName campaign={campaign} />
        <Particulars campaign={campaign} />
      </div>
      <div className="h-13 *:*:w-full">
        <Outlook campaign={campaign} />
      </div>
      <div className="flex h-13.5 flex-col gap-1.5">
        <Progress campaign={campaign} ageBelow />
      </div>
      <div aria-hidden="true" className="h-18 print:empty:hidden">
        <HistoryChart campaign={campaign} />
      </div>
      <div className="flex items-end justify-between gap-2">
        <WindowLine campaign={campaign} />
        <RowActions campaign={campaign} actions={actions} />
      </div>
    </article>
  );
});

function HistoryChart({ campaign }: { campaign: Campaign }) {
  const history = useQuery(cardHistoryQuery(campaign)).data;
  return history && <CardChart campaign={campaign} history={history} />;
}

const points = 60;
const refreshMs = 60_000;

/** Many cards appear at once. */
const limit = pLimit(2);

/** Of the dialing window, which the chart spans. */
function cardHistoryQuery(campaign: Campaign) {
  const { startTime } = campaign;
  const query = `points=${points}${startTime === null ? "" : `&from=${startTime}`}`;
  return queryOptions({
    queryKey: ["card-history", keyOf(campaign), startTime],
    queryFn: ({ signal }) =>
      limit(async () => {
        // While it was queued, the page may have been hidden or paused, and the card removed.
        await whenActive();
        signal.throwIfAborted();
        return fetchHistory(campaign, query, signal);
      }),
    staleTime: refreshMs,
    gcTime: 2 * refreshMs,
    refetchInterval: refreshMs,
    refetchOnWindowFocus: true,
  });
}
