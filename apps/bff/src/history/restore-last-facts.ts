import { campaignPath } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import { replayMotion } from "../campaigns/fold-observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Poller } from "../polling/poller.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { LastFacts } from "../store/last-facts-store.ts";
import type { RecentSample } from "../store/stored-sample.ts";

export interface RestoreLastFactsOptions {
  readonly store: Pick<HistoryStore, "lastFacts" | "recentSamples">;
  readonly board: Pick<Board, "restore">;
  readonly poller: Pick<Poller, "watch">;
  readonly logger: Pick<Logger, "warn">;
  /** What else follows from a campaign's latest hour: its samples, in order of time. */
  readonly onRestored?: (campaign: TrackedCampaign, samples: readonly RecentSample[]) => void;
}

/** Of this long before the last look, ms, samples are folded again: the hour that is shown, and the minute before. */
const replayedMs = 61 * 60_000;
/** Campaigns whose samples are in memory at a time. */
const campaignsPerRead = 200;

/**
 * Shows what was last known of every watched campaign, at its true age, before the first look of this process.
 * Every campaign is asked once more: if it had ended, that one look confirms it. What cannot be read is passed over,
 * with a line in the log.
 */
export async function restoreLastFacts(options: RestoreLastFactsOptions): Promise<void> {
  const { store, poller, logger } = options;
  const { known, unreadable } = await store.lastFacts();
  const since = known.reduce((at, { observedAt }) => Math.max(at, observedAt), 0) - replayedMs;
  for (let start = 0; start < known.length; start += campaignsPerRead) {
    const some = known.slice(start, start + campaignsPerRead);
    const samples = await store.recentSamples(
      some.map(({ key }) => key),
      since,
    );
    poller.watch(some.flatMap((facts) => restoreOne(options, facts, samples) ?? []));
  }
  if (unreadable.length > 0)
    logger.warn({ campaigns: unreadable }, "last known values cannot be read and are passed over");
}

function restoreOne(
  { board, onRestored }: RestoreLastFactsOptions,
  { key, facts, observedAt, activeAt, endedAt }: LastFacts,
  recent: ReadonlyMap<string, readonly RecentSample[]>,
): TrackedCampaign | null {
  const samples = recent.get(campaignPath(key)) ?? [];
  const motion = replayMotion(facts, samples);
  const restored = board.restore(key, { facts, observedAt, activeAt, endedAt, ...motion });
  if (restored) onRestored?.(restored, samples);
  return restored;
}
