import type { AddToWatchListAnswer, Campaign } from "@cruiseboard/contract";
import { useCallback, useMemo, useState } from "react";
import { useDisplay } from "../../lib/display.tsx";
import { loadLaterMessages } from "../../lib/messages.ts";
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

  const tell = useCallback((words: string, undo: (() => void) | null = null) => {
    setAnnouncement({ words, undo });
  }, []);
  /** Asking the server is not needed for the first sight, nor are the words for what came of it. */
  const load = useCallback(async (): Promise<WatchListChanges | null> => {
    try {
      const code = import("./watch-list-changes.ts");
      const [{ createWatchListChanges }] = await Promise.all([code, loadLaterMessages(locale)]);
      return createWatchListChanges({ t, tell, drop, label, pollNow });
    } catch {
      tell(t("contact.neverTitle"));
      return null;
    }
  }, [t, locale, tell, drop, label, pollNow]);

  const actions = useMemo(
    () => ({
      added: (answer: AddToWatchListAnswer) => void load().then((changes) => changes?.added(answer)),
      remove: (campaign: Campaign) => void load().then((changes) => changes?.remove([campaign])),
      removeAll: async (campaigns: readonly Campaign[]) => (await load())?.remove(campaigns) ?? [],
      relabelAll: async (campaigns: readonly Campaign[], to: string | null) =>
        (await load())?.relabel(campaigns, to),
      dismiss: () => setAnnouncement(null),
      editLabel: setLabelling,
    }),
    [load],
  );
  return { announcement, labelling, ...actions };
}
