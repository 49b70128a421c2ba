import type { AddToWatchListAnswer, Campaign, CampaignKey } from "@cruiseboard/contract";
import { useCallback, useState } from "react";
import { keyOf, nameOf, toKey } from "../../lib/campaign-key.ts";
import { useDisplay } from "../../lib/display.tsx";
import { failureWords } from "../../lib/failure-words.ts";
import { RequestError } from "../../lib/http.ts";
import { loadLaterMessages, type Translate } from "../../lib/messages.ts";
import type { Locale } from "../../lib/preferences.ts";

/** What just happened to the watch list, and how to take it back. */
export interface Announcement {
  readonly words: string;
  readonly undo: (() => void) | null;
}

interface Dependencies {
  readonly drop: (key: CampaignKey) => void;
  /** Shows labels on the board, by campaign. */
  readonly label: (labels: ReadonlyMap<string, string | null>) => void;
  readonly pollNow: () => void;
}

/** Adding, removing, labelling and taking back, each told in one announcement at a time. */
export type WatchListActions = ReturnType<typeof useWatchList>;

export function useWatchList({ drop, label: showLabels, pollNow }: Dependencies) {
  const { t, locale } = useDisplay();
  const [announcement, setAnnouncement] = useState<Announcement | null>(null);
  /** Whose label is being edited; null: nobody's. */
  const [labelling, setLabelling] = useState<Campaign | null>(null);

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

  const removeAll = useCallback(
    async (campaigns: readonly Campaign[]) => {
      const { done, failure } = await attempt(locale, (changes) => changes.remove(campaigns));
      for (const campaign of done) drop(campaign);
      const entries = done.map((campaign) => ({ ...toKey(campaign), label: campaign.label }));
      const undo = () =>
        void loadChanges(locale)
          .then((changes) => changes.add(entries))
          .then(added, tellFailure);
      const [first] = done;
      if (first !== undefined) tell(removalWords(t, done.length, first), undo);
      if (failure !== null) tellFailure(failure);
    },
    [t, locale, tell, tellFailure, drop, added],
  );
  const remove = useCallback((campaign: Campaign) => void removeAll([campaign]), [removeAll]);

  /** Shows the labels at once, and what was before where the server refuses. */
  const setLabels = useCallback(
    async (campaigns: readonly Campaign[], labelOf: (campaign: Campaign) => string | null) => {
      const show = (some: readonly Campaign[], read: typeof labelOf) =>
        showLabels(new Map(some.map((campaign) => [keyOf(campaign), read(campaign)])));
      show(campaigns, labelOf);
      const { done, failure } = await attempt(locale, (changes) => changes.relabel(campaigns, labelOf));
      // A poll that was on its way may have told the old label meanwhile.
      show(done, labelOf);
      const accepted = new Set(done);
      show(
        campaigns.filter((campaign) => !accepted.has(campaign)),
        ({ label }) => label,
      );
      pollNow();
      return { done, failure };
    },
    [locale, showLabels, pollNow],
  );

  const relabelAll = useCallback(
    async (campaigns: readonly Campaign[], label: string | null) => {
      const { done, failure } = await setLabels(campaigns, () => label);
      const undo = async () => {
        const undone = await setLabels(done, (campaign) => campaign.label);
        if (undone.failure !== null) tellFailure(undone.failure);
      };
      if (done.length > 0) tell(t("watch.relabelled", { count: done.length }), () => void undo());
      if (failure !== null) tellFailure(failure);
    },
    [t, tell, tellFailure, setLabels],
  );

  const dismiss = useCallback(() => setAnnouncement(null), []);
  return { announcement, dismiss, added, remove, removeAll, relabelAll, labelling, editLabel: setLabelling };
}

/** Asking the server is not needed for the first sight, nor are the words for what came of it. */
async function loadChanges(locale: Locale) {
  const [{ campaignChanges }] = await Promise.all([
    import("./campaign-changes.ts"),
    loadLaterMessages(locale),
  ]);
  return campaignChanges;
}

interface Outcome {
  readonly done: readonly Campaign[];
  /** The first one; null: none. */
  readonly failure: unknown;
}

/** Without a network there is not even the code to ask with. */
async function attempt(
  locale: Locale,
  change: (changes: Awaited<ReturnType<typeof loadChanges>>) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await change(await loadChanges(locale));
  } catch {
    return { done: [], failure: new RequestError("network") };
  }
}

function additionWords(t: Translate, { added, existing, refused }: AddToWatchListAnswer): string {
  return [
    t("watch.added", { count: added }),
    ...(existing > 0 ? [t("watch.existing", { count: existing })] : []),
    ...(refused.length > 0 ? [t("watch.refused", { count: refused.length })] : []),
  ].join(" · ");
}

function removalWords(t: Translate, count: number, first: Campaign): string {
  if (count > 1) return t("watch.removedMany", { count });
  return t("watch.removed", { name: nameOf(first) ?? first.campaignId });
}
