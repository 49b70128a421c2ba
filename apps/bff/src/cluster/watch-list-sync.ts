import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { everything } from "../access/scope.ts";
import type { Board } from "../board/board.ts";
import type { Poller } from "../polling/poller.ts";
import type { StoredWatchListEntry, WatchListStore } from "../store/watch-list-store.ts";
import { createOneAtATime } from "./one-at-a-time.ts";

export interface WatchListSyncOptions {
  readonly store: Pick<WatchListStore, "all">;
  readonly board: Pick<Board, "rows" | "watch" | "unwatch">;
  readonly poller: Pick<Poller, "watch" | "unwatch">;
  /** Entries of applications that may not be watched are passed over. */
  readonly mayBeWatched: (key: CampaignKey) => boolean;
  /** Campaigns that another backend has added. */
  readonly onAdded: (keys: readonly CampaignKey[]) => Promise<void>;
  readonly onRemoved: (key: CampaignKey) => void;
}

/**
 * Makes the board show what the watch list holds, whoever changed it. Every change is told, this backend's own, too,
 * so one that comes while the list is read is seen the next time.
 */
export function createWatchListSync(options: WatchListSyncOptions): () => Promise<void> {
  const { store, board, poller } = options;

  return createOneAtATime(async () => {
    const stored = (await store.all()).filter(options.mayBeWatched);
    const shown = new Map(board.rows(everything).map((row) => [campaignPath(row.key), row]));
    const changed = stored.filter((entry) => shown.get(campaignPath(entry))?.shown.label !== entry.label);
    const added = stored.filter((entry) => !shown.has(campaignPath(entry))).map(keyOf);
    if (changed.length > 0)
      poller.watch(board.watch(changed.map((entry) => ({ key: keyOf(entry), label: entry.label }))));
    for (const entry of stored) shown.delete(campaignPath(entry));
    const removed = [...shown.values()].map(({ key }) => key);
    board.unwatch(removed);
    for (const key of removed) {
      poller.unwatch(key);
      options.onRemoved(key);
    }
    if (added.length > 0) await options.onAdded(added);
  });
}

function keyOf({ sdkAppId, campaignId }: StoredWatchListEntry): CampaignKey {
  return { sdkAppId, campaignId };
}
