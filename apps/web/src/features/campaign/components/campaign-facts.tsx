import type { Campaign } from "@cruiseboard/contract";
import type { ReactNode } from "react";
import { IconButton } from "../../../components/ui/button.tsx";
import { CopyButton } from "../../../components/ui/copy-button.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { Known } from "../../../components/ui/known.tsx";
import { nameOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";

interface CampaignFactsProps {
  readonly campaign: Campaign;
  /** undefined: not loaded yet; null: not known. */
  readonly uui: string | null | undefined;
  /** Absent: this viewer may not. */
  readonly onEditLabel: ((campaign: Campaign) => void) | undefined;
}

/** Everything that is known of a campaign, one fact a line; what is not known says so. */
export function CampaignFacts({ campaign, uui, onEditLabel }: CampaignFactsProps) {
  return (
    <dl className="flex flex-col divide-y divide-line">
      <Assignment campaign={campaign} onEditLabel={onEditLabel} />
      <Schedule campaign={campaign} />
      <Observation campaign={campaign} />
      <Uui uui={uui} />
    </dl>
  );
}

function Assignment({ campaign, onEditLabel }: Omit<CampaignFactsProps, "uui">) {
  const { t, format } = useDisplay();
  const { agent, concurrency, callOrder } = campaign;
  return (
    <>
      <CopyableFact words={t("campaign.agent")} value={agent} />
      <Label campaign={campaign} onEditLabel={onEditLabel} />
      <CopyableFact words={t("campaign.sdkAppId")} value={`${campaign.sdkAppId}`} />
      <CopyableFact words={t("campaign.id")} value={`${campaign.campaignId}`} />
      <Fact words={t("campaign.concurrency")}>
        <Known value={concurrency === null ? null : format.number(concurrency)} />
      </Fact>
      <Fact words={t("campaign.callOrder")}>
        <Known value={callOrder === "unknown" ? null : t(`campaign.callOrder.${callOrder}`)} />
      </Fact>
    </>
  );
}

/** Who may not change it has no use for a label that is not there. */
function Label({ campaign, onEditLabel }: Omit<CampaignFactsProps, "uui">) {
  const { t } = useDisplay();
  const { label } = campaign;
  if (onEditLabel === undefined)
    return label === null ? null : <CopyableFact words={t("campaign.label")} value={label} />;
  return (
    <Fact words={t("campaign.label")}>
      <span className="inline-flex items-center justify-end gap-1">
        {label === null ? <span className="text-ink-3">{t("select.noLabel")}</span> : <bdi>{label}</bdi>}
        <IconButton
          label={t("row.label", { name: nameOf(campaign) ?? campaign.campaignId })}
          onClick={() => onEditLabel(campaign)}
          className="-my-1 h-6! w-6.5!"
        >
          <Icon name="edit" />
        </IconButton>
      </span>
    </Fact>
  );
}

function Schedule({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  return (
    <>
      <Fact words={t("campaign.start")}>
        <Instant at={campaign.startTime} />
      </Fact>
      <Fact words={t("campaign.end")}>
        <Instant at={campaign.endTime} />
      </Fact>
    </>
  );
}

function Observation({ campaign: { observedAt, requestId } }: { campaign: Campaign }) {
  const { t } = useDisplay();
  return (
    <>
      <Fact words={t("campaign.observed")}>
        <Instant at={observedAt} />
      </Fact>
      <CopyableFact
        words={t("campaign.requestId")}
        value={requestId}
        className="font-mono text-xs break-all"
      />
    </>
  );
}

/** The caller's own words, as they are: never as markup. */
function Uui({ uui }: { uui: string | null | undefined }) {
  const { t } = useDisplay();
  return (
    <div className="py-2">
      <dt className="flex items-center justify-between gap-2 text-ink-2">
        {t("campaign.uui")}
        {uui && <CopyButton value={uui} what="UUI" />}
      </dt>
      <dd className="mt-1">
        {uui ? (
          <pre className="name max-h-48 overflow-y-auto rounded-lg bg-sunken p-2 font-mono text-xs whitespace-pre-wrap">
            {uui}
          </pre>
        ) : (
          <span className="text-ink-3">{uui === "" ? t("campaign.uuiNone") : <Known value={null} />}</span>
        )}
      </dd>
    </div>
  );
}

function Instant({ at }: { at: string | null }) {
  const { format } = useDisplay();
  if (at === null) return <Known value={null} />;
  return <time dateTime={at}>{format.full(Date.parse(at))}</time>;
}

interface CopyableFactProps {
  readonly words: string;
  readonly value: string | null;
  readonly className?: string;
}

function CopyableFact({ words, value, className = "" }: CopyableFactProps) {
  return (
    <Fact words={words}>
      {value === null ? (
        <Known value={null} />
      ) : (
        <span className="inline-flex items-center justify-end gap-1">
          <bdi className={className}>{value}</bdi>
          <CopyButton value={value} what={words} />
        </span>
      )}
    </Fact>
  );
}

function Fact({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1.5">
      <dt className="shrink-0 text-ink-2">{words}</dt>
      <dd className="name min-w-0 text-end">{children}</dd>
    </div>
  );
}
