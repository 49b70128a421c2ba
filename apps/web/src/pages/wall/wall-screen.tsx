import type { Attention, Campaign } from "@cruiseboard/contract";
import { memo } from "react";
import { Age } from "../../components/campaign/age.tsx";
import { Instant } from "../../components/campaign/known.tsx";
import { Counts, ProgressMeter } from "../../components/campaign/progress-meter.tsx";
import { campaignMarks, StateBadge } from "../../components/campaign/state-badge.tsx";
import { WindowLine } from "../../components/campaign/window-line.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { attentionWords, isUrgent, sortedAttention } from "../../domain/attention.ts";
import { keyOf, nameOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";
import type { useWallRoom } from "./use-wall.ts";

/** In rem, as in the class names below; the card's includes its margin. */
export const rowHeight = 3.75;
export const cardHeight = 5.5;

export const WallRow = memo(function WallRow({
  campaign,
  outOfTouch,
}: {
  campaign: Campaign;
  outOfTouch: boolean;
}) {
  const { t } = useDisplay();
  const [worst] = sortedAttention(campaign);
  return (
    <li
      {...campaignMarks(campaign, outOfTouch)}
      className="wall-row grid grid-cols-[minmax(0,1.5fr)_minmax(10.5rem,1fr)_10.5rem_3.5rem] items-center gap-x-4 border-b border-line in-data-[columns=2]:grid-cols-[minmax(0,1fr)_10rem_9.5rem_3.25rem] in-data-[columns=2]:gap-x-3"
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
        <Counts campaign={campaign} variant="wall" />
        <ProgressMeter campaign={campaign} />
      </div>
      <div className="min-w-0">
        <WindowLine campaign={campaign} />
      </div>
      <span className="justify-self-end">
        <Age campaign={campaign} outOfTouch={outOfTouch} />
      </span>
    </li>
  );
});

interface WallAttentionProps {
  readonly campaigns: readonly Campaign[];
  readonly more: number;
  readonly outOfTouch: boolean;
  readonly roomRef: ReturnType<typeof useWallRoom>[0];
}

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
      <ul ref={roomRef} className="min-h-0 flex-1 overflow-hidden print:overflow-visible">
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
    <li {...campaignMarks(campaign, outOfTouch)} className="h-[5.5rem] pb-2">
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
            <Instant at={campaign.startTime} /> – <Instant at={campaign.endTime} />
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

function Reason({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
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

/** Uncalled callees; if unknown or none, the progress. */
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

function WorstReason({ reason }: { reason: Attention }) {
  const { t } = useDisplay();
  const { kind } = reason;
  return (
    <span
      data-attention={kind}
      className={`inline-flex min-w-0 items-center gap-1.5 font-semibold ${isUrgent(kind) ? "text-urgent" : "text-notice"}`}
    >
      <Icon name={kind} className="size-4 shrink-0" />
      <span className="truncate">{attentionWords(t, reason)}</span>
    </span>
  );
}
