import type { CampaignKey } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { repeat } from "../repeat.ts";
import type { HistoryStore } from "../store/history-store.ts";

/** What is deleted once it is old enough. */
interface OldHistory extends Pick<HistoryStore, "deleteOldSamples" | "deleteOldFacts"> {
  /** What needed attention and was over before `before`, epoch ms. */
  deleteOldAttention(before: number): Promise<void>;
}

/** Deletes what is older than it has to be kept, a little at a time. */
export interface HistoryRetention {
  start(): void;
  /** Resolves when the step under way has ended; no timer is left. */
  stop(): Promise<void>;
}

export interface HistoryRetentionOptions {
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
