import type { Campaign } from "@cruiseboard/contract";
import { use } from "react";
import { SharedLocalParts, shortAgent } from "../../domain/agents.ts";
import { keyOf, nameOf, titleOf } from "../../domain/campaign-key.ts";
import { useMasked } from "../../domain/masked.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { upstreamFailureWords } from "../../i18n/failure-words.ts";
import { CopyButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { PageLink } from "../ui/page-link.tsx";

type Identified = Pick<Campaign, "sdkAppId" | "campaignId" | "name" | "label" | "agent"> &
  Partial<Pick<Campaign, "failure">>;

export function CampaignName({ campaign }: { campaign: Identified }) {
  const { t } = useDisplay();
  const name = nameOf(campaign);
  return (
    <PageLink
      to={`/campaigns/${keyOf(campaign)}`}
      title={name ?? undefined}
      className={`line-clamp-2 leading-4.5 font-medium wrap-anywhere hover:underline compact:line-clamp-1 ${name === null ? "text-ink-2" : ""}`}
    >
      <bdi>{titleOf(t, campaign)}</bdi>
    </PageLink>
  );
}

/** Agent (without a column of its own), label (which gives way first), ids, and the failure of the last observation. */
export function Particulars({ campaign }: { campaign: Identified }) {
  const { agent, failure = null } = campaign;
  const label = campaign.name === null ? null : campaign.label;
  return (
    <div className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3 *:not-last:after:ms-1.5 *:not-last:after:content-['·'] compact:hidden print:in-data-density:flex-wrap">
      {agent !== null && (
        <span className="flex min-w-0 text-ink-2 wide:group-data-[agent-column=true]/table:hidden">
          <AgentName agent={agent} />
        </span>
      )}
      {label && (
        <bdi className="max-w-40 min-w-0 shrink-99 truncate" title={label}>
          {label}
        </bdi>
      )}
      <span className="shrink-0">{keyOf(campaign)}</span>
      {failure && <FailureTag failure={failure} />}
    </div>
  );
}

function FailureTag({ failure }: { failure: NonNullable<Campaign["failure"]> }) {
  const { t } = useDisplay();
  return (
    <span className="flex min-w-0 items-center gap-1 text-notice">
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

/** The account's local part where no other agent of the board shares it; the whole is in the tooltip. */
export function AgentName({ agent }: { agent: string }) {
  const { t } = useDisplay();
  const masked = useMasked("agent");
  const shared = use(SharedLocalParts);
  return (
    <bdi className="block min-w-0 truncate" title={masked ? t("row.pseudonym", { agent }) : agent}>
      {masked ? agent : shortAgent(agent, shared)}
    </bdi>
  );
}
