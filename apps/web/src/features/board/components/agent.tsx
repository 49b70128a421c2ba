import type { Campaign } from "@cruiseboard/contract";
import { AgentName } from "../../../components/ui/agent-name.tsx";
import { Known } from "../../../components/ui/known.tsx";
import { useDisplay } from "../../../lib/display.tsx";

/** The agent's account, and how many calls are made for it at once. */
export function Agent({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  return (
    <>
      <div className="text-13 text-ink-2">
        {campaign.agent === null ? <Known value={null} /> : <AgentName agent={campaign.agent} />}
      </div>
      {campaign.concurrency !== null && (
        <div className="second-line text-xs text-ink-3">
          <span className="truncate">{t("row.concurrency", { count: campaign.concurrency })}</span>
        </div>
      )}
    </>
  );
}
