import type { Campaign } from "@cruiseboard/contract";
import type { ReactNode } from "react";
import { CopyButton } from "../../../components/ui/copy-button.tsx";
import { Known } from "../../../components/ui/known.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { useTicking } from "../../../lib/use-ticking.ts";

interface CampaignFactsProps {
  readonly campaign: Campaign;
  /** undefined: not loaded yet; null: not known. */
  readonly uui: string | null | undefined;
}

/** Everything that is known of a campaign, one fact a line; what is not known says so. */
export function CampaignFacts({ campaign, uui }: CampaignFactsProps) {
  return (
    <dl className="flex flex-col divide-y divide-line">
      <Assignment campaign={campaign} />
      <Schedule campaign={campaign} />
      <Observation campaign={campaign} />
      <Uui uui={uui} />
    </dl>
  );
}

function Assignment({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const { agent, label, concurrency, callOrder } = campaign;
  return (
    <>
      <Fact words={t("campaign.agent")}>{agent === null ? <Known value={null} /> : <bdi>{agent}</bdi>}</Fact>
      {label !== null && (
        <Fact words={t("campaign.label")}>
          <bdi>{label}</bdi>
        </Fact>
      )}
      <Fact words={t("campaign.sdkAppId")}>{campaign.sdkAppId}</Fact>
      <Fact words={t("campaign.id")}>{campaign.campaignId}</Fact>
      <Fact words={t("campaign.concurrency")}>
        <Known value={concurrency === null ? null : format.number(concurrency)} />
      </Fact>
      <Fact words={t("campaign.callOrder")}>
        <Known value={callOrder === "unknown" ? null : t(`campaign.callOrder.${callOrder}`)} />
      </Fact>
    </>
  );
}

function Schedule({ campaign }: { campaign: Campaign }) {
  const { t, format } = useDisplay();
  const minute = useTicking((now) => Math.floor(now / 60_000) * 60_000);
  const { pacePerMinute, requiredPacePerMinute, eta, ending } = campaign;
  const pace = (value: number) => t("campaign.perMinute", { pace: format.decimal(value) });
  return (
    <>
      <Fact words={t("campaign.start")}>
        <Instant at={campaign.startTime} />
      </Fact>
      <Fact words={t("campaign.end")}>
        <Instant at={campaign.endTime} />
      </Fact>
      {pacePerMinute !== null && <Fact words={t("campaign.pace")}>{pace(pacePerMinute)}</Fact>}
      {requiredPacePerMinute !== null && (
        <Fact words={t("campaign.requiredPace")}>{pace(requiredPacePerMinute)}</Fact>
      )}
      {eta !== null && (
        <Fact words={t("campaign.eta")}>
          {format.window(Date.parse(eta.earliest), Date.parse(eta.latest), minute)}
        </Fact>
      )}
      {ending !== null && (
        <Fact words={t("campaign.ending")}>
          {t(`ending.${ending}`)} <span className="text-xs text-ink-3">({t("attention.inferred")})</span>
        </Fact>
      )}
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
      <Fact words={t("campaign.requestId")}>
        {requestId === null ? (
          <Known value={null} />
        ) : (
          <span className="inline-flex items-center gap-1 font-mono text-xs break-all">
            {requestId}
            <CopyButton value={requestId} what={t("campaign.requestId")} />
          </span>
        )}
      </Fact>
    </>
  );
}

/** The caller's own words, as they are: never as markup. */
function Uui({ uui }: { uui: string | null | undefined }) {
  const { t } = useDisplay();
  return (
    <div className="py-2">
      <dt className="text-ink-2">{t("campaign.uui")}</dt>
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

function Fact({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1.5">
      <dt className="shrink-0 text-ink-2">{words}</dt>
      <dd className="name min-w-0 text-end">{children}</dd>
    </div>
  );
}
