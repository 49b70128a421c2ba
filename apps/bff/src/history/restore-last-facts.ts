import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Poller } from "../polling/poller.ts";
import type { HistoryStore } from "../store/history-store.ts";

export interface RestoreLastFactsOptions {
  readonly store: Pick<HistoryStore, "lastFacts">;
  readonly board: Pick<Board, "restore">;
  readonly poller: Pick<Poller, "watch">;
  readonly logger: Pick<Logger, "warn">;
}

/**
 * Shows what was last known of every watched campaign, at its true age, before the first look of this process.
 * Every campaign is asked once more: if it had ended, that one look confirms it. What cannot be read is passed over,
 * with a line in the log. Answers the campaigns that something was known of.
 */
export async function restoreLastFacts({
  store,
  board,
  poller,
  logger,
}: RestoreLastFactsOptions): Promise<TrackedCampaign[]> {
  const { known, unreadable } = await store.lastFacts();
  const campaigns: TrackedCampaign[] = [];
  for (const { key, facts, observedAt, activeAt, endedAt } of known) {
    const restored = board.restore(key, { facts, observedAt, activeAt, endedAt });
    if (restored) campaigns.push(restored);
  }
  poller.watch(campaigns);
  if (unreadable.length > 0)
    logger.warn({ campaigns: unreadable }, "last known values cannot be read and are passed over");
  return campaigns;
}
