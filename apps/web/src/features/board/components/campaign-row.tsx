import type { Campaign } from "@cruiseboard/contract";
import { memo } from "react";
import { Link, useSearch } from "wouter";
import { Age } from "../../../components/ui/age.tsx";
import { AttentionChips } from "../../../components/ui/attention-chips.tsx";
import { IconButton } from "../../../components/ui/button.tsx";
import { CopyButton } from "../../../components/ui/copy-button.tsx";
import { Counts } from "../../../components/ui/counts.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { Known } from "../../../components/ui/known.tsx";
import { ProgressMeter } from "../../../components/ui/progress-meter.tsx";
import { StateBadge } from "../../../components/ui/state-badge.tsx";
import { WindowLine } from "../../../components/ui/window-line.tsx";
import { isUrgent } from "../../../lib/attention.ts";
import { keyOf, nameOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";

interface CampaignRowProps {
  readonly campaign: Campaign;
  /** From 2 on: the head is row 1. */
  readonly rowIndex: number;
  readonly outOfTouch: boolean;
  /** Absent: this viewer may not edit the watch list. */
  readonly onRemove: ((campaign: Campaign) => void) | undefined;
}

/** Renders only when its campaign changed; what changes with time ticks inside. */
export const CampaignRow = memo(function CampaignRow({
  campaign,
  rowIndex,
  outOfTouch,
  onRemove,
}: CampaignRowProps) {
  const stale = outOfTouch || campaign.freshness === "stale";
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- rows that are positioned by hand cannot be a tr
    <div
      role="row"
      aria-rowindex={rowIndex}
      className="campaign"
      data-campaign={keyOf(campaign)}
      data-state={campaign.state}
      data-freshness={stale && campaign.observedAt !== null ? "stale" : campaign.freshness}
      data-urgent={campaign.attention.some(({ kind }) => isUrgent(kind))}
    >
      <div
        role="cell"
        data-cell="status"
        className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-0.5 md:flex-col md:flex-nowrap md:items-start"
      >
        <StateBadge campaign={campaign} />
        <AttentionChips campaign={campaign} most={1} />
      </div>
      <div role="cell" data-cell="main" className="min-w-0">
        <CampaignName campaign={campaign} />
        <Particulars campaign={campaign} />
      </div>
      <div role="cell" data-cell="agent" className="min-w-0">
        <Agent campaign={campaign} />
      </div>
      <div role="cell" data-cell="progress" className="flex min-w-0 flex-col gap-1.5">
        <Counts campaign={campaign} />
        <ProgressMeter campaign={campaign} />
      </div>
      <div role="cell" data-cell="window" className="min-w-0">
        <WindowLine campaign={campaign} />
      </div>
      <div role="cell" data-cell="age" className="justify-self-end">
        <Age campaign={campaign} outOfTouch={outOfTouch} />
      </div>
      <div role="cell" data-cell="actions">
        {onRemove && <RemoveButton campaign={campaign} onRemove={onRemove} />}
      </div>
    </div>
  );
});

/** A thousand characters are cut by the layout, and there in full in the tooltip. */
function CampaignName({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  const search = useSearch();
  const name = nameOf(campaign);
  return (
    <Link
      href={`/campaigns/${keyOf(campaign)}${search && `?${search}`}`}
      title={name ?? undefined}
      className={`block truncate font-medium hover:underline ${name === null ? "text-ink-2" : ""}`}
    >
      <bdi>{name ?? t("row.unnamed", { id: campaign.campaignId })}</bdi>
    </Link>
  );
}

function Particulars({ campaign }: { campaign: Campaign }) {
  const label = campaign.name === null ? null : campaign.label;
  return (
    <div className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3">
      {label && (
        <bdi className="max-w-40 truncate text-ink-2" title={label}>
          {label}
        </bdi>
      )}
      {label && <span aria-hidden="true">·</span>}
      <span className="shrink-0">{keyOf(campaign)}</span>
      {campaign.failure === null ? (
        <InlineAgent campaign={campaign} />
      ) : (
        <FailureTag failure={campaign.failure} />
      )}
    </div>
  );
}

/** Where the layout has no column for the agent. */
function InlineAgent({ campaign: { agent } }: { campaign: Campaign }) {
  if (agent === null) return null;
  return (
    <span className="flex min-w-0 shrink-[1000] gap-1.5 lg:hidden">
      <span aria-hidden="true">·</span>
      <bdi className="truncate" title={agent}>
        {agent}
      </bdi>
    </span>
  );
}

function Agent({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  return (
    <>
      <div className="truncate text-13 text-ink-2" title={campaign.agent ?? undefined}>
        {campaign.agent === null ? <Known value={null} /> : <bdi>{campaign.agent}</bdi>}
      </div>
      {campaign.concurrency !== null && (
        <div className="truncate text-xs text-ink-3">
          {t("row.concurrency", { count: campaign.concurrency })}
        </div>
      )}
    </>
  );
}

function FailureTag({ failure }: { failure: NonNullable<Campaign["failure"]> }) {
  const { t } = useDisplay();
  return (
    <span className="flex min-w-0 items-center gap-1 text-notice">
      <span aria-hidden="true" className="text-ink-3">
        ·
      </span>
      <Icon name="upstreamFailing" className="size-3" />
      <span className="truncate" title={`${failure.code}: ${failure.message}`}>
        {failure.code}
      </span>
      {failure.requestId !== null && <CopyButton value={failure.requestId} what={t("campaign.requestId")} />}
    </span>
  );
}

function RemoveButton({
  campaign,
  onRemove,
}: {
  campaign: Campaign;
  onRemove: (campaign: Campaign) => void;
}) {
  const { t } = useDisplay();
  return (
    <IconButton
      label={t("row.remove", { name: nameOf(campaign) ?? campaign.campaignId })}
      onClick={() => onRemove(campaign)}
      className="row-action size-7 text-ink-3"
    >
      <Icon name="close" />
    </IconButton>
  );
}
