import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import { awayStatus } from "../campaigns/agent-status.ts";
import type { Experience } from "../campaigns/experience.ts";
import { replayMotion } from "../campaigns/fold-observation.ts";
import type { Observation } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { type Clock, clocksDifferByMs, repeat } from "../clock.ts";
import { inChunks } from "../in-chunks.ts";
import type { Poller } from "../polling/poller.ts";
import type { AttentionStore, StoredAttention } from "../store/attention-store.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { LastFacts } from "../store/last-facts-store.ts";
import type { Stores } from "../store/open-stores.ts";
import type { RecentSample } from "../store/schema.ts";
import { createAttentionJournal } from "./attention-journal.ts";
import { createCallCounter } from "./calls-per-minute.ts";
import { createCampaignEvents, createCampaignHistory } from "./campaign-history.ts";
import { createForecastExperience } from "./forecast-experience.ts";
import { createHistoryRecorder } from "./history-recorder.ts";

interface RecordsOptions {
  readonly stores: Pick<Stores, "history" | "attention" | "settings">;
  readonly board: Board;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly retentionDays: number;
  readonly observesAgents: boolean;
}

export function keepRecords(options: RecordsOptions) {
  const { stores, board, clock, logger, retentionDays, observesAgents } = options;
  const recorder = createHistoryRecorder(stores.history, clock, logger);
  const journal = createAttentionJournal(stores.attention, clock, logger);
  const experience = createForecastExperience(stores.settings, clock, logger);
  const learned = () => experience.present;
  const restoring = { store: stores.history, board, clock, learned };
  const lasting = observesAgents ? stores.attention.lasting : undefined;
  const calls = createCallCounter(clock);
  const retention = createHistoryRetention({
    store: { ...stores.history, deleteOldAttention: stores.attention.deleteOld },
    clock,
    logger,
    retentionDays,
    onRound: () => recorder.forget((key) => board.get(key) !== null),
  });
  return {
    history: createCampaignHistory(stores.history, clock),
    readEvents: createCampaignEvents(stores.history, stores.attention, clock),
    calls,
    journal,
    experience,
    record(before: TrackedCampaign, after: TrackedCampaign, observation: Observation): void {
      recorder.record(before, after, observation);
      journal.record(after, observation);
      if (observation.kind !== "answered" || after.observedAt !== observation.at) return;
      calls.record(before, after);
      experience.learn(before, after);
    },
    /** Its agent was observed, and not the campaign itself. */
    recordAgent: (after: TrackedCampaign, at: number) => journal.record(after, { at, kind: "failed" }),
    /** Another backend leads from now on, and keeps its observations. */
    handOver(): void {
      recorder.handOver();
      journal.handOver();
    },
    /** Restores the last facts of every watched campaign; once, at the start. */
    async restore(poller: Pick<Poller, "watch">): Promise<void> {
      await experience.load();
      const onRestored = calls.restore;
      await restoreLastFacts({ ...restoring, lasting, poller, logger, onRestored });
    },
    /** The same for campaigns that were added. The leader keeps their journal. */
    async recall(poller: Pick<Poller, "watch">, keys: readonly CampaignKey[], isLeader: boolean) {
      await recallLastFacts({ ...restoring, poller }, keys);
      // Also those that were recalled from the leader's state: a confirmed end is not observed again.
      for (const campaign of keys.flatMap((key) => board.get(key) ?? []))
        if (campaign.endConfirmed && isLeader) journal.restored(campaign);
    },
    start: retention.start,
    async close(): Promise<void> {
      await retention.stop();
      await recorder.close();
      await journal.close();
    },
  };
}

interface HistoryRetentionOptions {
  readonly store: Pick<HistoryStore, "deleteOldSamples" | "deleteOldFacts"> & {
    deleteOldAttention(before: number): Promise<void>;
  };
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error">;
  readonly retentionDays: number;
  readonly onRound?: () => void;
}

const dayMs = 86_400_000;
const firstRoundAfterMs = 60_000;
const roundEveryMs = 3_600_000;
/** A step takes a few ms; other work goes on between two. */
const betweenStepsMs = 50;
const samplesPerStep = 2000;

export function createHistoryRetention(options: HistoryRetentionOptions) {
  const { store, clock, logger } = options;
  let after: CampaignKey | null = null;
  const stepping = repeat({
    clock,
    run: step,
    retryAfterMs: [roundEveryMs],
    onError: (error) =>
      logger.error({ err: error }, "old history cannot be deleted; trying again in an hour"),
  });

  async function step(): Promise<number> {
    const before = clock.now() - options.retentionDays * dayMs;
    after = await store.deleteOldSamples(before, after, samplesPerStep);
    if (after !== null) return betweenStepsMs;
    await store.deleteOldFacts(before);
    await store.deleteOldAttention(before);
    options.onRound?.();
    return roundEveryMs;
  }

  return { start: () => stepping.start(firstRoundAfterMs), stop: stepping.stop };
}

interface RestoreOptions<Reads extends keyof HistoryStore = never> {
  readonly store: Pick<HistoryStore, "recentSamples" | Reads>;
  readonly board: Pick<Board, "get" | "restore">;
  readonly poller: Pick<Poller, "watch">;
  readonly clock: Pick<Clock, "now">;
  /** For their forecasts; default: nothing. */
  readonly learned?: () => Experience;
  /** The journal's attention, from which agents who are away are restored; undefined: they are not. */
  readonly lasting?: AttentionStore["lasting"] | undefined;
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
    const lasting = (await options.lasting?.(keys)) ?? new Map();
    const restored = some.flatMap((facts) => {
      const path = campaignPath(facts.key);
      const dated = samples.get(path)?.filter(({ at }) => at <= latest) ?? [];
      return restoreOne(options, facts, dated, lasting.get(path) ?? []) ?? [];
    });
    options.poller.watch(restored);
  }
}

const withoutFailure = { failure: null, failures: 0, failingSince: null, notFoundSince: null };

function restoreOne(
  { board, learned, onRestored }: RestoreOptions,
  { key, facts, observedAt, activeAt, endedAt, endConfirmed }: LastFacts,
  samples: readonly RecentSample[],
  lasting: readonly StoredAttention[],
): TrackedCampaign | null {
  const knownAt = board.get(key)?.observedAt;
  if (knownAt === undefined) return null;
  // Observed in the meantime, unless another backend has observed the end since.
  if (knownAt !== null && !(endConfirmed && observedAt > knownAt)) return null;
  const motion = replayMotion(facts, samples, learned?.(), awayStatus(lasting, observedAt));
  const end = { endedAt, endConfirmed, ...(endConfirmed && withoutFailure) };
  const restored = board.restore(key, { facts, observedAt, activeAt, ...end, ...motion });
  if (restored) onRestored?.(restored, samples);
  return restored;
}
