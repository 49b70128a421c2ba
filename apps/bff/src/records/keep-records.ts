import type { CampaignKey } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Board } from "../board/board.ts";
import type { Observation } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { type Clock, repeat } from "../clock.ts";
import type { Poller } from "../polling/poller.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { Stores } from "../store/open-stores.ts";
import { type AttentionJournal, createAttentionJournal } from "./attention-journal.ts";
import { type CallCounter, createCallCounter } from "./calls-per-minute.ts";
import {
  type CampaignHistory,
  createCampaignEvents,
  createCampaignHistory,
  type ReadCampaignEvents,
} from "./campaign-history.ts";
import { createHistoryRecorder } from "./history-recorder.ts";
import { recallLastFacts, restoreLastFacts } from "./restore-last-facts.ts";

interface RecordsOptions {
  readonly stores: Pick<Stores, "history" | "attention">;
  readonly board: Board;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly retentionDays: number;
}

/** What is remembered of what was seen: history, the journal of what needed attention, calls by the minute. */
interface Records {
  readonly history: CampaignHistory;
  readonly readEvents: ReadCampaignEvents;
  readonly calls: CallCounter;
  readonly journal: Pick<AttentionJournal, "unwatched" | "forget">;
  /** This backend looked: the campaign before and after. */
  record(before: TrackedCampaign, after: TrackedCampaign, observation: Observation): void;
  /** Another backend leads from now on, and keeps its observations. */
  handOver(): void;
  /** Brings back what was last known of every watched campaign; once, at the start. */
  restore(poller: Pick<Poller, "watch">): Promise<void>;
  /** The same of campaigns that were added. The leader keeps their journal. */
  recall(poller: Pick<Poller, "watch">, keys: readonly CampaignKey[], isLeader: boolean): Promise<void>;
  /** Deletes what is too old, from time to time. */
  start(): void;
  /** Writes what is left, and leaves no timer. */
  close(): Promise<void>;
}

export function keepRecords({ stores, board, clock, logger, retentionDays }: RecordsOptions): Records {
  const recorder = createHistoryRecorder({ store: stores.history, clock, logger });
  const journal = createAttentionJournal({ store: stores.attention, clock, logger });
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
    readEvents: createCampaignEvents({ ...stores, clock }),
    calls,
    journal,
    record(before, after, observation) {
      recorder.record(before, after, observation);
      journal.record(after, observation);
      if (observation.kind === "answered") calls.record(before, after);
    },
    handOver() {
      recorder.handOver();
      journal.handOver();
    },
    restore: (poller) =>
      restoreLastFacts({ store: stores.history, board, poller, clock, logger, onRestored: calls.restore }),
    async recall(poller, keys, isLeader) {
      await recallLastFacts({ store: stores.history, board, poller, clock }, keys);
      // Also what another backend's state brought back first: a confirmed end is not observed again.
      for (const campaign of keys.flatMap((key) => board.get(key) ?? []))
        if (campaign.endConfirmed && isLeader) journal.restored(campaign);
    },
    start: retention.start,
    async close() {
      await retention.stop();
      await recorder.close();
      await journal.close();
    },
  };
}

/** What is deleted once it is old enough. */
interface OldHistory extends Pick<HistoryStore, "deleteOldSamples" | "deleteOldFacts"> {
  /** What needed attention and was over before `before`, epoch ms. */
  deleteOldAttention(before: number): Promise<void>;
}

/** Deletes what is older than it has to be kept, a little at a time. */
interface HistoryRetention {
  start(): void;
  /** Resolves when the step under way has ended; no timer is left. */
  stop(): Promise<void>;
}

interface HistoryRetentionOptions {
  readonly store: OldHistory;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error">;
  readonly retentionDays: number;
  /** Called after each round through all campaigns. */
  readonly onRound?: () => void;
}

const dayMs = 86_400_000;
/** The first round waits until a start has settled; a round follows the one before after an hour, ms. */
const firstRoundAfterMs = 60_000;
const roundEveryMs = 3_600_000;
/** Between the steps of a round, ms: a step takes a few, so that everything else goes on. */
const betweenStepsMs = 50;
/** Samples a step. */
const samplesPerStep = 2000;

export function createHistoryRetention(options: HistoryRetentionOptions): HistoryRetention {
  const { store, clock, logger } = options;
  let after: CampaignKey | null = null;
  const stepping = repeat({
    clock,
    run: step,
    retryAfterMs: [roundEveryMs],
    onError: (error) =>
      logger.error({ err: error }, "old history cannot be deleted; trying again in an hour"),
  });

  /** Answers how long to wait for the next step, ms. */
  async function step(): Promise<number> {
    const before = clock.now() - options.retentionDays * dayMs;
    after = await store.deleteOldSamples(before, after, samplesPerStep);
    if (after !== null) return betweenStepsMs;
    await store.deleteOldFacts(before);
    await store.deleteOldAttention(before);
    options.onRound?.();
    return roundEveryMs;
  }

  return {
    start: () => stepping.start(firstRoundAfterMs),
    stop: () => stepping.stop(),
  };
}
