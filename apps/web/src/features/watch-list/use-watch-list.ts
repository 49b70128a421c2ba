import type { Campaign } from "@cruiseboard/contract";
import { useState } from "react";
import { useDisplay } from "../../lib/display.tsx";
import { createWatchListChanges, type Surroundings } from "./watch-list-changes.ts";

/** What just happened to the watch list, and how to take it back. */
export interface Announcement {
  readonly words: string;
  readonly undo: (() => void) | null;
}

/** Adding, removing, labelling and taking back, each told in one announcement at a time. */
export type WatchListActions = ReturnType<typeof useWatchList>;

type Dependencies = Pick<Surroundings, "drop" | "label" | "pollNow">;

export function useWatchList({ drop, label, pollNow }: Dependencies) {
  const { t } = useDisplay();
  const [announcement, setAnnouncement] = useState<Announcement | null>(null);
  /** Whose label is being edited; null: nobody's. */
  const [labelling, setLabelling] = useState<Campaign | null>(null);

  const tell = (words: string, undo: (() => void) | null = null) => {
    setAnnouncement({ words, undo });
  };
  const { added, remove, relabel } = createWatchListChanges({ t, tell, drop, label, pollNow });
  return {
    announcement,
    labelling,
    added,
    remove: (campaign: Campaign) => void remove([campaign]),
    removeAll: remove,
    relabelAll: relabel,
    dismiss: () => setAnnouncement(null),
    editLabel: setLabelling,
  };
}
