import type { Campaign } from "@cruiseboard/contract";
import type { ReactNode } from "react";
import { AgentStatusMark } from "../../components/campaign/identity.tsx";
import { Instant, Known, KnownNumber } from "../../components/campaign/known.tsx";
import { CopyButton, IconButton } from "../../components/ui/button.tsx";
import { nameOf } from "../../domain/campaign-key.ts";
import { useMasked } from "../../domain/masked.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { MessageId } from "../../i18n/messages.ts";

export interface CampaignFactsProps {
  readonly campaign: Campaign;
  /** undefined: not loaded yet; null: unknown. */
  readonly uui: string | null | undefined;
  /** undefined: the viewer may not edit. */
  readonly onEditLabel: ((campaign: Campaign) => void) | undefined;
}

export function CampaignFacts({ campaign, uui, onEditLabel }: CampaignFactsProps) {
  const { t } = useDisplay();
  const { agent, concurrency, callOrder } = campaign;
  const masked = useMasked("agent");
  return (
    <dl className="flex flex-col divide-y divide-line">
      <Fact words="campaign.agent" value={agent}>
        {campaign.agentStatus !== null && (
          <span className="flex flex-wrap gap-x-2 text-xs text-ink-2">
            <AgentStatusMark status={campaign.agentStatus} />
            {campaign.agentStatus.reason}
          </span>
        )}
        {masked && agent !== null && (
          <span className="block text-xs text-ink-3">{t("masked.pseudonym")}</span>
        )}
      </Fact>
      <Label campaign={campaign} onEditLabel={onEditLabel} />
      <Fact words="campaign.sdkAppId" value={`${campaign.sdkAppId}`} />
      <Fact words="campaign.id" value={`${campaign.campaignId}`} />
      <Fact words="campaign.concurrency">
        <KnownNumber value={concurrency} />
      </Fact>
      <Fact words="campaign.callOrder">
        <Known value={callOrder === "unknown" ? null : t(`campaign.callOrder.${callOrder}`)} />
      </Fact>
      <Fact words="campaign.start">
        <Instant at={campaign.startTime} full />
      </Fact>
      <Fact words="campaign.end">
        <Instant at={campaign.endTime} full />
      </Fact>
      <Fact words="campaign.observed">
        <Instant at={campaign.observedAt} full />
      </Fact>
      <Fact words="campaign.requestId" value={campaign.requestId} className={codeLook} />
      <Uui uui={uui} />
    </dl>
  );
}

/** A viewer who may not edit does not see a missing label. */
function Label({ campaign, onEditLabel }: Omit<CampaignFactsProps, "uui">) {
  const { t } = useDisplay();
  const { label } = campaign;
  if (onEditLabel === undefined) return label && <Fact words="campaign.label" value={label} />;
  return (
    <Fact
      words="campaign.label"
      action={
        <IconButton
          icon="edit"
          label={t("row.label", { name: nameOf(campaign) ?? campaign.campaignId })}
          onClick={() => onEditLabel(campaign)}
          className="h-6 w-6.5"
        />
      }
    >
      {label === null ? <span className="text-ink-3">{t("select.noLabel")}</span> : <bdi>{label}</bdi>}
    </Fact>
  );
}

function Uui({ uui }: { uui: string | null | undefined }) {
  const { t } = useDisplay();
  const masked = useMasked("uui");
  const none = uui === "" ? t("campaign.uuiNone") : <Known value={null} />;
  const without = masked ? t("masked.field") : none;
  return (
    <Fact words="campaign.uui" action={uui && <CopyButton value={uui} what="UUI" />}>
      {uui ? (
        <pre className="name max-h-48 overflow-y-auto rounded-lg bg-sunken p-2 font-mono text-xs whitespace-pre-wrap">
          {uui}
        </pre>
      ) : (
        <span className="text-ink-3">{without}</span>
      )}
    </Fact>
  );
}

export const codeLook = "font-mono text-xs break-all";

interface FactProps {
  readonly words: MessageId;
  /** With a button that copies it; null: unknown. */
  readonly value?: string | null;
  readonly action?: ReactNode;
  readonly className?: string;
  readonly children?: ReactNode;
}

export function Fact({ words, value, action, className = "", children }: FactProps) {
  const { t } = useDisplay();
  const button = action ?? (value && <CopyButton value={value} what={t(words)} />);
  return (
    <div className="grid grid-cols-[6.75rem_minmax(0,1fr)] gap-x-2 py-1.5">
      <dt className="text-ink-2">{t(words)}</dt>
      <dd className="flex items-start justify-between gap-2">
        <span className="name min-w-0">
          {value !== undefined && (
            <bdi className={className}>
              <Known value={value} />
            </bdi>
          )}
          {children}
        </span>
        {button && <span className="-my-0.5 -me-1.5 shrink-0 pointer-coarse:-my-2.5">{button}</span>}
      </dd>
    </div>
  );
}
