import type { AddToWatchListAnswer, Campaign } from "@cruiseboard/contract";
import { useState } from "react";
import { useDisplay } from "../../lib/display.tsx";
import { loadLaterMessages } from "../../lib/messages.ts";
import type { Locale } from "../../lib/preferences.ts";
import type { Surroundings, WatchListChanges } from "./watch-list-changes.ts";

/** What just happened to the watch list, and how to take it back. */
export interface Announcement {
  readonly words: string;
  readonly undo: (() => void) | null;
}

/** Adding, removing, labelling and taking back, each told in one announcement at a time. */
export type WatchListActions = ReturnType<typeof useWatchList>;

type Dependencies = Pick<Surroundings, "drop" | "label" | "pollNow">;

export function useWatchList({ drop, label, pollNow }: Dependencies) {
  const { t, locale } = useDisplay();
  const [announcement, setAnnouncement] = useState<Announcement | null>(null);
  /** Whose label is being edited; null: nobody's. */
  const [labelling, setLabelling] = useState<Campaign | null>(null);

  const tell = (words: string, undo: (() => void) | null = null) => {
    setAnnouncement({ words, undo });
  };
  const load = async (): Promise<WatchListChanges | null> => {
    try {
      const { createWatchListChanges } = await loadChanges(locale);
      return createWatchListChanges({ t, tell, drop, label, pollNow });
    } catch {
      tell(t("contact.neverTitle"));
      return null;
    }
  };

  return {
    announcement,
    labelling,
    added: (answer: AddToWatchListAnswer) => void load().then((changes) => changes?.added(answer)),
    remove: (campaign: Campaign) => void load().then((changes) => changes?.remove([campaign])),
    removeAll: async (campaigns: readonly Campaign[]) => (await load())?.remove(campaigns) ?? [],
    relabelAll: async (campaigns: readonly Campaign[], to: string | null) =>
      (await load())?.relabel(campaigns, to),
    dismiss: () => setAnnouncement(null),
    editLabel: setLabelling,
  };
}

/** Not needed for the first paint, nor are the words for the outcome. */
async function loadChanges(locale: Locale) {
  const [changes] = await Promise.all([import("./watch-list-changes.ts"), loadLaterMessages(locale)]);
  return changes;
}
