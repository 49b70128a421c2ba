import type { Campaign } from "@cruiseboard/contract";
import { Known } from "../../../components/ui/known.tsx";
import { useDisplay } from "../../../lib/display.tsx";

/** The agent's account, and how many calls are made for it at once. */
export function Agent({ campaign }: { campaign: Campaign }) {
  const { t } = useDisplay();
  return (
    <>
      <div className="truncate text-13 text-ink-2" title={campaign.agent ?? undefined}>
        {campaign.agent === null ? <Known value={null} /> : <bdi>{campaign.agent}</bdi>}
      </div>
      {campaign.concurrency !== null && (
        <div className="second-line text-xs text-ink-3">
          <span className="truncate">{t("row.concurrency", { count: campaign.concurrency })}</span>
        </div>
      )}
    </>
  );
}
