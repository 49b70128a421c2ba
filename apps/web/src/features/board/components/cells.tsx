import type { Campaign } from "@cruiseboard/contract";
import type { ComponentType } from "react";
import { Counts } from "../../../components/ui/counts.tsx";
import { Consequence, Eta, Forecast, Pace } from "../../../components/ui/forecast.tsx";
import { Known } from "../../../components/ui/known.tsx";
import { ProgressMeter } from "../../../components/ui/progress-meter.tsx";
import { WindowLine } from "../../../components/ui/window-line.tsx";
import type { ShownColumn } from "../../../lib/columns.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { Agent } from "./agent.tsx";
import { CampaignName } from "./campaign-name.tsx";
import { Particulars } from "./particulars.tsx";

type Cell = ComponentType<{ readonly campaign: Campaign }>;

/** What stands in each column; status and age know more than their campaign and stand in the row itself. */
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
  uncalled: UncalledCount,
  window: WindowLine,
  concurrency: Concurrency,
  order: ({ campaign }) => <CallOrder order={campaign.callOrder} />,
};

function Text({ value }: { value: string | null }) {
  if (value === null) return null;
  return (
    <bdi className="block truncate text-13 text-ink-2" title={value}>
      {value}
    </bdi>
  );
}

function UncalledCount({ campaign: { uncalledAtClose } }: { campaign: Campaign }) {
  const { format } = useDisplay();
  return <Known value={uncalledAtClose === null ? null : format.number(uncalledAtClose)} />;
}

function Concurrency({ campaign: { concurrency } }: { campaign: Campaign }) {
  const { format } = useDisplay();
  return <Known value={concurrency === null ? null : format.number(concurrency)} />;
}

function CallOrder({ order }: { order: Campaign["callOrder"] }) {
  const { t } = useDisplay();
  return <Text value={t(`campaign.callOrder.${order}`)} />;
}
