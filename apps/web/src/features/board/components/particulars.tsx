import type { Campaign } from "@cruiseboard/contract";
import { AgentName } from "../../../components/ui/agent-name.tsx";
import { CopyButton } from "../../../components/ui/copy-button.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { partOfCampaign } from "../../../components/ui/part-of-campaign.ts";
import { keyOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { upstreamFailureWords } from "../../../lib/failure-words.ts";

const particulars = ["sdkAppId", "campaignId", "name", "label", "agent", "failure"] as const;

/** Below the name: label, ids, and the agent where it has no column, or why the last look failed. */
export const Particulars = partOfCampaign(particulars, ({ campaign }) => {
  const label = campaign.name === null ? null : campaign.label;
  return (
    <div className="second-line min-w-0 items-center gap-1.5 text-xs text-ink-3">
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
});

function InlineAgent({ agent }: Pick<Campaign, "agent">) {
  if (agent === null) return null;
  return (
    <span className="inline-agent min-w-0 shrink-[1000] gap-1.5">
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
        <span className="max-md:hidden">
          <CopyButton value={failure.requestId} what={t("campaign.requestId")} />
        </span>
      )}
    </span>
  );
}
