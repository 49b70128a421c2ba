import {
  type AddToWatchListAnswer,
  type Campaign,
  type CampaignKey,
  type WatchListEntry,
} from "@cruiseboard/contract";
import pLimit from "p-limit";
import { useState } from "react";
import type { Board } from "../../api/board.ts";
import { addCampaigns, relabelCampaign, removeCampaigns } from "../../api/watch-list.ts";
import { keyOf, nameOf, toKey } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { failureWords } from "../../i18n/failure-words.ts";
import type { Translate } from "../../i18n/messages.ts";

interface Announcement {
  readonly words: string;
  readonly undo: (() => void) | undefined;
}

export type WatchListActions = ReturnType<typeof useWatchList>;

export function useWatchList({ pollNow }: Pick<Board, "pollNow">) {
  const { t } = useDisplay();
  const [announcement, setAnnouncement] = useState<Announcement | null>(null);
  /** The campaigns whose label is being edited. */
  const [labelling, setLabelling] = useState<readonly Campaign[]>([]);
  const [adding, setAdding] = useState(false);
  const announce = (words: string, undo?: () => void) => setAnnouncement({ words, undo });
  const { added, remove, relabel } = createWatchListChanges({ t, announce, pollNow });
  return {
    announcement,
    labelling,
    adding,
    setAdding,
    added: (answer: AddToWatchListAnswer) => {
      setAdding(false);
      added(answer);
    },
    remove: (campaign: Campaign) => void remove([campaign]),
    removeAll: remove,
    relabelAll: relabel,
    dismiss: () => setAnnouncement(null),
    editLabel: (...campaigns: readonly Campaign[]) => setLabelling(campaigns),
  };
}

interface ChangeOptions extends Pick<Board, "pollNow"> {
  readonly t: Translate;
  readonly announce: (words: string, undo?: () => void) => void;
}

const concurrentRelabels = 6;

export function createWatchListChanges({ t, announce, pollNow }: ChangeOptions) {
  const failed = (error: unknown) => t("watch.failed", { reason: failureWords(t, error) });

  function added({ added, existing, refused }: AddToWatchListAnswer): void {
    const words = [
      t("watch.added", { count: added }),
      ...(existing > 0 ? [t("watch.existing", { count: existing })] : []),
      ...(refused.length > 0 ? [t("watch.refused", { count: refused.length })] : []),
    ];
    announce(words.join(" · "));
    pollNow();
  }

  /** Returns those that left the board: removed just now, or before. */
  async function remove(campaigns: readonly Campaign[]): Promise<readonly CampaignKey[]> {
    try {
      const { removed, absent } = await removeCampaigns(campaigns.map(toKey));
      const left = [...removed, ...absent];
      pollNow();
      const words = [
        ...(removed.length > 0 ? [removalWords(t, removed, campaigns)] : []),
        ...(absent.length > 0 ? [t("watch.absent", { count: absent.length })] : []),
      ];
      announce(words.join(" · "), removed.length > 0 ? () => void addBack(removed) : undefined);
      return left;
    } catch (error) {
      announce(failed(error));
      return [];
    }
  }

  const addBack = (removed: readonly WatchListEntry[]): Promise<void> =>
    addCampaigns(removed).then(added, (error: unknown) => announce(failed(error)));

  async function setLabels(campaigns: readonly Campaign[], labelOf: (campaign: Campaign) => string | null) {
    const limit = pLimit(concurrentRelabels);
    const outcomes = await Promise.allSettled(
      campaigns.map((campaign) => limit(() => relabelCampaign(campaign, labelOf(campaign)))),
    );
    pollNow();
    const rejected = outcomes.find((outcome) => outcome.status === "rejected");
    return {
      done: campaigns.filter((_, index) => outcomes[index]?.status === "fulfilled"),
      failure: rejected ? (rejected.reason as unknown) : null,
    };
  }

  async function relabel(campaigns: readonly Campaign[], label: string | null): Promise<void> {
    const { done, failure } = await setLabels(campaigns, () => label);
    const undo = async () => {
      const undone = await setLabels(done, (campaign) => campaign.label);
      if (undone.failure !== null) announce(failed(undone.failure));
    };
    if (done.length > 0) announce(t("watch.relabelled", { count: done.length }), () => void undo());
    if (failure !== null) announce(failed(failure));
  }

  return { added, remove, relabel };
}

function removalWords(t: Translate, removed: readonly CampaignKey[], campaigns: readonly Campaign[]): string {
  const [first] = removed;
  if (first === undefined || removed.length > 1) return t("watch.removedMany", { count: removed.length });
  const campaign = campaigns.find((one) => keyOf(one) === keyOf(first));
  return t("watch.removed", { name: (campaign && nameOf(campaign)) ?? first.campaignId });
}
