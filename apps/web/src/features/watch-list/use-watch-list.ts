import type { AddToWatchListAnswer, Campaign, CampaignKey } from "@cruiseboard/contract";
import { useCallback, useState } from "react";
import { nameOf, toKey } from "../../lib/campaign-key.ts";
import { useDisplay } from "../../lib/display.tsx";
import { failureWords } from "../../lib/failure-words.ts";
import type { Translate } from "../../lib/messages.ts";
import { addCampaigns } from "./api/add-campaigns.ts";
import { removeCampaign } from "./api/remove-campaign.ts";

/** What just happened to the watch list, and how to take it back. */
export interface Announcement {
  readonly words: string;
  readonly undo: (() => void) | null;
}

interface Dependencies {
  readonly drop: (key: CampaignKey) => void;
  readonly pollNow: () => void;
}

/** Adding, removing and taking back, each told in one announcement at a time. */
export type WatchListActions = ReturnType<typeof useWatchList>;

export function useWatchList({ drop, pollNow }: Dependencies) {
  const { t } = useDisplay();
  const [announcement, setAnnouncement] = useState<Announcement | null>(null);

  const tell = useCallback((words: string, undo: (() => void) | null = null) => {
    setAnnouncement({ words, undo });
  }, []);
  const tellFailure = useCallback(
    (error: unknown) => tell(t("watch.failed", { reason: failureWords(t, error) })),
    [t, tell],
  );

  const added = useCallback(
    (answer: AddToWatchListAnswer) => {
      tell(additionWords(t, answer));
      pollNow();
    },
    [t, tell, pollNow],
  );

  const remove = useCallback(
    (campaign: Campaign) => {
      const entry = { ...toKey(campaign), label: campaign.label };
      const undo = () => void addCampaigns([entry]).then(added, tellFailure);
      const name = nameOf(campaign) ?? campaign.campaignId;
      const removed = () => {
        drop(campaign);
        tell(t("watch.removed", { name }), undo);
      };
      void removeCampaign(campaign).then(removed, tellFailure);
    },
    [t, tell, tellFailure, drop, added],
  );

  const dismiss = useCallback(() => setAnnouncement(null), []);
  return { announcement, dismiss, added, remove };
}

function additionWords(t: Translate, { added, existing, refused }: AddToWatchListAnswer): string {
  return [
    t("watch.added", { count: added }),
    ...(existing > 0 ? [t("watch.existing", { count: existing })] : []),
    ...(refused.length > 0 ? [t("watch.refused", { count: refused.length })] : []),
  ].join(" · ");
}
