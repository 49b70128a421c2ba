import { AgentName } from "../../../components/ui/agent-name.tsx";
import { Known } from "../../../components/ui/known.tsx";
import { partOfCampaign } from "../../../components/ui/part-of-campaign.ts";
import { useDisplay } from "../../../lib/display.tsx";

/** The agent's account, and how many calls are made for it at once. */
export const Agent = partOfCampaign(["agent", "concurrency"], ({ campaign }) => {
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
});
