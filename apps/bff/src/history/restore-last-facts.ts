import { campaignPath } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import { replayMotion } from "../campaigns/fold-observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Poller } from "../polling/poller.ts";
import type { HistoryStore } from "../store/history-store.ts";

export interface RestoreLastFactsOptions {
  readonly store: Pick<HistoryStore, "lastFacts" | "recentSamples">;
  readonly board: Pick<Board, "restore">;
  readonly poller: Pick<Poller, "watch">;
  readonly logger: Pick<Logger, "warn">;
}

/** Of this long before the last look, ms, samples are folded again: a pace is known after minutes. */
const motionMs = 45 * 60_000;

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
  const latest = known.reduce((at, { observedAt }) => Math.max(at, observedAt), 0);
  const samples = await store.recentSamples(latest - motionMs);
  const campaigns: TrackedCampaign[] = [];
  for (const { key, facts, observedAt, activeAt, endedAt } of known) {
    const motion = replayMotion(facts, samples.get(campaignPath(key)) ?? []);
    const restored = board.restore(key, { facts, observedAt, activeAt, endedAt, ...motion });
    if (restored) campaigns.push(restored);
  }
  poller.watch(campaigns);
  if (unreadable.length > 0)
    logger.warn({ campaigns: unreadable }, "last known values cannot be read and are passed over");
  return campaigns;
}
