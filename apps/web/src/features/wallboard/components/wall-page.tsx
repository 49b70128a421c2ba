import type { Campaign } from "@cruiseboard/contract";
import { memo } from "react";
import { Age } from "../../../components/ui/age.tsx";
import { ProgressMeter } from "../../../components/ui/progress-meter.tsx";
import { StateBadge } from "../../../components/ui/state-badge.tsx";
import { WindowLine } from "../../../components/ui/window-line.tsx";
import { sortedAttention } from "../../../lib/attention.ts";
import { keyOf, nameOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { useRoom } from "../use-room.ts";
import { WallCounts } from "./wall-counts.tsx";
import { WorstReason } from "./worst-reason.tsx";

/** Height of a row, in rem. */
const rowHeight = 3.75;

interface WallPageProps {
  readonly campaigns: readonly Campaign[];
  readonly outOfTouch: boolean;
  readonly columns: 1 | 2;
  readonly roomRef: ReturnType<typeof useRoom>[0];
}

/** Of a page: how to measure it, and how many rows it has room for. */
export function usePageRoom() {
  return useRoom(rowHeight);
}

/** A screenful of campaigns. */
export function WallPage({ campaigns, outOfTouch, columns, roomRef }: WallPageProps) {
  return (
    <ul
      ref={roomRef}
      data-columns={columns}
      className={`grid min-h-0 flex-1 auto-rows-[3.75rem] content-start gap-x-8 overflow-hidden ${columns === 2 ? "grid-cols-2" : "grid-cols-1"}`}
    >
      {campaigns.map((campaign) => (
        <WallRow key={keyOf(campaign)} campaign={campaign} outOfTouch={outOfTouch} />
      ))}
    </ul>
  );
}

const WallRow = memo(function WallRow({ campaign, outOfTouch }: { campaign: Campaign; outOfTouch: boolean }) {
  const { t } = useDisplay();
  const [worst] = sortedAttention(campaign);
  return (
    <li
      data-campaign={keyOf(campaign)}
      data-state={campaign.state}
      data-freshness={outOfTouch ? "stale" : campaign.freshness}
      className="wall-row border-b border-line"
    >
      <div className="flex min-w-0 flex-col gap-0.5">
        <span className="name truncate text-base leading-5 font-semibold">
          <bdi>{nameOf(campaign) ?? t("row.unnamed", { id: campaign.campaignId })}</bdi>
        </span>
        <span className="flex min-w-0 items-center gap-2">
          <StateBadge campaign={campaign} />
          <span className="name flex min-w-0 text-xs text-ink-2">
            {worst ? <WorstReason reason={worst} /> : <bdi className="truncate">{campaign.agent ?? ""}</bdi>}
          </span>
        </span>
      </div>
      <div className="flex min-w-0 flex-col gap-1.5">
        <WallCounts campaign={campaign} />
        <ProgressMeter campaign={campaign} />
      </div>
      <div className="wall-window min-w-0">
        <WindowLine campaign={campaign} />
      </div>
      <span className="justify-self-end">
        <Age campaign={campaign} outOfTouch={outOfTouch} />
      </span>
    </li>
  );
});
