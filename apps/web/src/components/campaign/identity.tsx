import type { AgentStatus, Campaign } from "@cruiseboard/contract";
import { use } from "react";
import { isAway, SharedLocalParts, shortAgent } from "../../domain/agents.ts";
import { keyOf, nameOf, titleOf } from "../../domain/campaign-key.ts";
import { hasEnded } from "../../domain/forecast.ts";
import { useMasked } from "../../domain/masked.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { upstreamFailureWords } from "../../i18n/failure-words.ts";
import { useMinute } from "../../i18n/time.ts";
import { CopyButton, PageLink } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";

type Identified = Pick<Campaign, "sdkAppId" | "campaignId" | "name" | "label" | "agent"> &
  Partial<Pick<Campaign, "failure" | "agentStatus" | "state">>;

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

/** Agent (unless a column of its own shows it), label (which gives way first), the failure of the last observation, and at the end the ids. */
export function Particulars({ campaign, withAgent = true }: { campaign: Identified; withAgent?: boolean }) {
  const { failure = null } = campaign;
  const label = campaign.name === null ? null : campaign.label;
  return (
    <div className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3 *:not-first:not-last:before:me-1.5 *:not-first:not-last:before:content-['·'] compact:hidden print:in-data-density:flex-wrap">
      {withAgent && campaign.agent !== null && (
        <span className="flex min-w-0 text-ink-2">
          <CampaignAgent campaign={campaign} />
        </span>
      )}
      {label && (
        <bdi className="max-w-40 min-w-0 shrink-99 truncate" title={label}>
          {label}
        </bdi>
      )}
      {failure && <FailureTag failure={failure} />}
      <span className="ms-auto shrink-0 ps-1.5">
        <span className="in-[article]:hidden sm:max-[90rem]:hidden print:inline">{campaign.sdkAppId}/</span>
        {campaign.campaignId}
      </span>
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

/** With what the agent does. Nothing where no agent is known. */
export function CampaignAgent({
  campaign,
}: {
  campaign: Pick<Identified, "agent" | "agentStatus" | "state">;
}) {
  return campaign.agent === null ? null : (
    <AgentName agent={campaign.agent} status={agentStatusOf(campaign)} />
  );
}

/** null: not known, or of no more interest, since the campaign has ended. */
export function agentStatusOf({ agentStatus = null, state }: Pick<Identified, "agentStatus" | "state">) {
  return state !== undefined && hasEnded({ state }) ? null : agentStatus;
}

/** The account's local part where no other agent of the board shares it; the whole is in the tooltip. */
export function AgentName({ agent, status = null }: { agent: string; status?: AgentStatus | null }) {
  const { t } = useDisplay();
  const masked = useMasked("agent");
  const shared = use(SharedLocalParts);
  const name = (
    <bdi
      className="block min-w-0 truncate not-only:max-w-[calc(100%-1.5em)] not-only:shrink-0"
      title={masked ? t("row.pseudonym", { agent }) : agent}
    >
      {masked ? agent : shortAgent(agent, shared)}
    </bdi>
  );
  if (status === null) return name;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      {name} <AgentStatusMark status={status} />
    </span>
  );
}

/** What an agent does, as shape and word. */
export function AgentStatusMark({ status: agentStatus }: { status: AgentStatus }) {
  const { status, reason, since, observedAt } = agentStatus;
  const { t, format } = useDisplay();
  const minute = useMinute();
  const word = t(`agent.status.${status}`);
  const told = reason === null ? word : t("agent.status.reason", { status: word, reason });
  const time = format.minute(Date.parse(since ?? observedAt), minute);
  return (
    <span
      data-agent-status={status}
      title={t(since === null ? "agent.status.observed" : "agent.status.since", { status: told, time })}
      className={`inline-flex h-[1lh] min-w-[1em] flex-wrap items-center gap-1 overflow-hidden text-xs ${isAway(agentStatus) ? "text-notice" : "text-ink-3"}`}
    >
      <Icon name={status} className="h-[1lh] w-3" />
      {/* Names need the room: a word without room wraps below what is shown. */}
      <span className="whitespace-nowrap">{word}</span>
    </span>
  );
}
