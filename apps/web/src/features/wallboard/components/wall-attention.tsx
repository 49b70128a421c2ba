import type { Campaign } from "@cruiseboard/contract";
import { Icon } from "../../../components/ui/icon.tsx";
import { ProgressMeter } from "../../../components/ui/progress-meter.tsx";
import { StateBadge } from "../../../components/ui/state-badge.tsx";
import { isUrgent, sortedAttention } from "../../../lib/attention.ts";
import { keyOf, nameOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { useTicking } from "../../../lib/use-ticking.ts";
import { useRoom } from "../use-room.ts";
import { WindowTimes } from "./window-times.tsx";
import { WorstReason } from "./worst-reason.tsx";

/** Height of one with the space below, in rem. */
const cardHeight = 5.5;

interface WallAttentionProps {
  readonly campaigns: readonly Campaign[];
  readonly more: number;
  readonly outOfTouch: boolean;
  readonly roomRef: ReturnType<typeof useRoom>[0];
}

/** Of the attention panel: how to measure it, and how many it has room for. */
export function useAttentionRoom() {
  return useRoom(cardHeight);
}

/** What needs somebody now; never turned away. */
export function WallAttention({ campaigns, more, outOfTouch, roomRef }: WallAttentionProps) {
  const { t } = useDisplay();
  return (
    <section aria-label={t("sort.attention")} className="flex min-h-0 min-w-0 flex-col gap-2">
      <h2 className="flex items-center gap-2 text-lg font-semibold text-urgent">
        <Icon name="willMissWindow" className="size-5" />
        {t("sort.attention")} · {campaigns.length + more}
        {more > 0 && (
          <span className="ms-auto text-sm font-normal text-ink-2">{t("wall.more", { count: more })}</span>
        )}
      </h2>
      <ul ref={roomRef} className="min-h-0 flex-1 overflow-hidden">
        {campaigns.map((campaign) => (
          <AttentionCard key={keyOf(campaign)} campaign={campaign} outOfTouch={outOfTouch} />
        ))}
      </ul>
    </section>
  );
}

function AttentionCard({ campaign, outOfTouch }: { campaign: Campaign; outOfTouch: boolean }) {
  const { t } = useDisplay();
  const urgent = campaign.attention.some(({ kind }) => isUrgent(kind));
  return (
    <li
      data-campaign={keyOf(campaign)}
      data-state={campaign.state}
      data-freshness={outOfTouch ? "stale" : campaign.freshness}
      className="h-[5.5rem] pb-2"
    >
      <div
        className={`flex h-full flex-col justify-between rounded-lg border border-line border-s-4 bg-surface px-3 py-2 ${urgent ? "border-s-urgent" : "border-s-notice-line"}`}
      >
        <div className="flex items-center justify-between gap-3">
          <span className="name truncate text-lg leading-6 font-semibold">
            <bdi>{nameOf(campaign) ?? t("row.unnamed", { id: campaign.campaignId })}</bdi>
          </span>
          <StateBadge campaign={campaign} />
        </div>
        <div className="flex items-center justify-between gap-3">
          <Reason campaign={campaign} />
          <span className="shrink-0 text-sm whitespace-nowrap text-ink-2">
            <WindowTimes campaign={campaign} />
          </span>
        </div>
        <div className="flex items-center gap-3 text-sm leading-4 whitespace-nowrap">
          <ProgressMeter campaign={campaign} />
          <Uncalled campaign={campaign} />
        </div>
      </div>
    </li>
  );
}

/** The worst reason, and for how long; what has just begun has no time yet. */
function Reason({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const minute = useTicking((now) => Math.floor(now / 60_000) * 60_000);
  const [worst] = sortedAttention(campaign);
  if (worst === undefined) return null;
  const lasted = minute - Date.parse(worst.since);
  return (
    <span className="flex min-w-0 items-center gap-2 whitespace-nowrap">
      <WorstReason reason={worst} />
      {lasted >= 60_000 && (
        <span className="truncate text-sm text-ink-2">
          {t("events.lasted", { duration: format.duration(lasted) })}
        </span>
      )}
    </span>
  );
}

/** How many callees it costs; where that is not known or none, how far it is. */
function Uncalled({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const { state, calledCallees, totalCallees, uncalledAtClose } = campaign;
  const count = (value: number | null) => (value === null ? "—" : format.number(value));
  if (uncalledAtClose === null || uncalledAtClose === 0) {
    return (
      <span aria-hidden="true" className="text-ink-2">
        {count(calledCallees)} / {count(totalCallees)}
      </span>
    );
  }
  const words = state === "running" ? "chart.missed" : "wall.left";
  return <span className="font-semibold">{t(words, { count: format.number(uncalledAtClose) })}</span>;
}
