import type { Campaign } from "@cruiseboard/contract";
import type { ComponentType } from "react";
import { Link, useSearch } from "wouter";
import { Consequence, Eta, Forecast, Pace } from "../../components/campaign/forecast.tsx";
import { AgentName, Known, KnownNumber } from "../../components/campaign/known.tsx";
import { Counts, ProgressMeter } from "../../components/campaign/progress-meter.tsx";
import { WindowLine } from "../../components/campaign/window-line.tsx";
import { CopyButton } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { keyOf, nameOf } from "../../domain/campaign-key.ts";
import type { ShownColumn } from "../../domain/columns.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { upstreamFailureWords } from "../../i18n/failure-words.ts";

function Text({ value }: { value: string | null }) {
  if (value === null) return null;
  return (
    <bdi className="block truncate text-13 text-ink-2" title={value}>
      {value}
    </bdi>
  );
}

function CallOrder({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  return <Text value={t(`campaign.callOrder.${campaign.callOrder}`)} />;
}

function Agent({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  return (
    <>
      <div className="text-13 text-ink-2">
        {campaign.agent === null ? <Known value={null} /> : <AgentName agent={campaign.agent} />}
      </div>
      {campaign.concurrency !== null && (
        <div className="flex text-xs text-ink-3 compact:hidden print:in-data-density:flex-wrap">
          <span className="truncate">{t("row.concurrency", { count: campaign.concurrency })}</span>
        </div>
      )}
    </>
  );
}

export function CampaignName({ campaign }: { campaign: Campaign }) {
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

/** Label, ids, and the failure of the last observation or, without a column of its own, the agent. */
export function Particulars({ campaign }: { campaign: Campaign }) {
  const label = campaign.name === null ? null : campaign.label;
  return (
    <div className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3 compact:hidden print:in-data-density:flex-wrap">
      {label && (
        <bdi className="max-w-40 truncate text-ink-2" title={label}>
          {label}
        </bdi>
      )}
      {label && <span aria-hidden="true">·</span>}
      <span className="shrink-0">{keyOf(campaign)}</span>
      {campaign.failure === null ? (
        <InlineAgent agent={campaign.agent} />
      ) : (
        <FailureTag failure={campaign.failure} />
      )}
    </div>
  );
}

function InlineAgent({ agent }: Pick<Campaign, "agent">) {
  if (agent === null) return null;
  return (
    <span className="flex min-w-0 shrink-[1000] gap-1.5 wide:group-data-[agent-column=true]/table:hidden">
      <span aria-hidden="true">·</span>
      <AgentName agent={agent} />
    </span>
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
      <span className="truncate" title={`${failure.code}: ${upstreamFailureWords(t, failure.code)}`}>
        {failure.code}
      </span>
      {failure.requestId !== null && (
        <span className="stacked:hidden">
          <CopyButton value={failure.requestId} what={t("campaign.requestId")} />
        </span>
      )}
    </span>
  );
}

type Cell = ComponentType<{ readonly campaign: Campaign }>;

/** The content of each column; status and age are in the row itself. */
export const cells: Record<Exclude<ShownColumn, "status" | "age">, Cell> = {
  campaign: ({ campaign }) => (
    <>
      <CampaignName campaign={campaign} />
      <Particulars campaign={campaign} />
    </>
  ),
  agent: Agent,
  label: ({ campaign: { label } }) => <Text value={label} />,
  application: ({ campaign: { sdkAppId } }) => <Text value={String(sdkAppId)} />,
  progress: ({ campaign }) => (
    <>
      <Counts campaign={campaign} />
      <ProgressMeter campaign={campaign} />
    </>
  ),
  pace: Pace,
  eta: ({ campaign }) => (
    <>
      {campaign.state === "running" && <Eta campaign={campaign} />}
      <Consequence campaign={campaign} />
    </>
  ),
  forecast: Forecast,
  uncalled: ({ campaign }) => <KnownNumber value={campaign.uncalledAtClose} />,
  window: WindowLine,
  concurrency: ({ campaign }) => <KnownNumber value={campaign.concurrency} />,
  order: CallOrder,
};
