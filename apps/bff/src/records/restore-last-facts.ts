import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import type { Experience } from "../campaigns/experience.ts";
import { replayMotion } from "../campaigns/fold-observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { type Clock, clocksDifferByMs } from "../clock.ts";
import { inChunks } from "../in-chunks.ts";
import type { Poller } from "../polling/poller.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { LastFacts } from "../store/last-facts-store.ts";
import type { RecentSample } from "../store/schema.ts";

interface RestoreOptions<Reads extends keyof HistoryStore = never> {
  readonly store: Pick<HistoryStore, "recentSamples" | Reads>;
  readonly board: Pick<Board, "get" | "restore">;
  readonly poller: Pick<Poller, "watch">;
  readonly clock: Pick<Clock, "now">;
  /** For their forecasts; default: nothing. */
  readonly learned?: () => Experience;
  readonly onRestored?: (campaign: TrackedCampaign, samples: readonly RecentSample[]) => void;
}

/** Samples of this time before the last observation are folded again: the hour that is shown, and a minute. */
const replayedMs = 61 * 60_000;
const campaignsPerRead = 200;

export async function restoreLastFacts(
  options: RestoreOptions<"lastFacts"> & { readonly logger: Pick<Logger, "warn"> },
): Promise<void> {
  const { known, unreadable } = await options.store.lastFacts();
  await restoreAll(options, known);
  if (unreadable.length > 0)
    options.logger.warn({ campaigns: unreadable }, "last known values cannot be read and are ignored");
}

/** The same for campaigns that are watched again. What was observed in the meantime stays. */
export async function recallLastFacts(options: RestoreOptions<"lastFactsOf">, keys: readonly CampaignKey[]) {
  if (keys.length === 0) return;
  await restoreAll(options, [...(await options.store.lastFactsOf(keys)).values()]);
}

async function restoreAll(options: RestoreOptions, all: readonly LastFacts[]): Promise<void> {
  const latest = options.clock.now() + clocksDifferByMs;
  // Facts from the future have a wrong date, or our clock is wrong. A confirmed end has no later facts.
  const known = all.filter(({ observedAt, endConfirmed }) => observedAt <= latest || endConfirmed);
  const since = known.reduce((at, { observedAt }) => Math.max(at, observedAt), 0) - replayedMs;
  for await (const some of inChunks(known, campaignsPerRead)) {
    const keys = some.map(({ key }) => key);
    const samples = await options.store.recentSamples(keys, since);
    options.poller.watch(some.flatMap((facts) => restoreOne(options, facts, samples, latest) ?? []));
  }
}

function restoreOne(
  { board, learned, onRestored }: RestoreOptions,
  { key, facts, observedAt, activeAt, endedAt, endConfirmed }: LastFacts,
  recent: ReadonlyMap<string, readonly RecentSample[]>,
  latest: number,
): TrackedCampaign | null {
  // Observed in the meantime.
  if (board.get(key)?.observedAt !== null) return null;
  const samples = (recent.get(campaignPath(key)) ?? []).filter(({ at }) => at <= latest);
  const motion = replayMotion(facts, samples, learned?.());
  const restored = board.restore(key, { facts, observedAt, activeAt, endedAt, endConfirmed, ...motion });
  if (restored) onRestored?.(restored, samples);
  return restored;
}
