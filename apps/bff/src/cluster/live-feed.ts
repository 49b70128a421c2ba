import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import pLimit from "p-limit";
import type { Logger } from "pino";
import { z } from "zod";
import type { Board } from "../board/board.ts";
import { noAlarms } from "../campaigns/alarm.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { noTrend } from "../campaigns/trend.ts";
import { type Clock, clocksDifferByMs } from "../clock.ts";
import type { Poller } from "../polling/poller.ts";
import { repeat } from "../repeat.ts";
import { factsSchema } from "../store/last-facts-store.ts";
import type { LiveCampaign, LiveCampaignStore } from "../store/live-campaign-store.ts";

/** How what one backend sees reaches the boards of all. */
export interface LiveFeed {
  /** This backend saw it: the others shall know soon. Never throws, never waits. */
  publish(campaign: TrackedCampaign): void;
  /** Writes what waits now, rather than soon. Rejects if the database does not take it. */
  flush(): Promise<void>;
  /** Takes over what others have seen since the last time. */
  catchUp(): Promise<void>;
  /** The same of campaigns that were put on the board just now. */
  recall(keys: readonly CampaignKey[]): Promise<void>;
  /** Tries once more to write what waits, and leaves no timer. */
  close(): Promise<void>;
}

interface LiveFeedOptions {
  readonly store: LiveCampaignStore;
  readonly board: Pick<Board, "get" | "restore">;
  readonly poller: Pick<Poller, "follow">;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn">;
  /** The lease's term under which this backend writes; null: it may not. */
  readonly term: () => number | null;
  /** Another backend looked: the campaign before and after. */
  readonly onFollowed: (before: TrackedCampaign, after: TrackedCampaign) => void;
}

/** What is seen is written at the latest this much later, ms; a second one after the database failed. */
const writeAfterMs = 200;
const retryAfterMs = 1000;

export function createLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { store, board, clock, logger } = options;
  const waiting = new Map<string, TrackedCampaign>();
  /** Under which what waits was seen. Under a later one, somebody else may know more. */
  let waitingTerm: number | null = null;
  let latestSeq = 0;
  let failing = false;
  /** One write at a time, so that a later state never stands under an earlier one. */
  const inTurn = pLimit(1);
  const flush = () => inTurn(write);
  const writing = repeat({
    clock,
    run: () => flush().then(() => null),
    retryAfterMs: [retryAfterMs],
    // Logged where it failed; what waits is written the next time.
    onError: () => undefined,
  });
  writing.start(null);

  /** null: the lease is not held at this moment; it may come back with the same term. */
  function dropOfEarlierTerms(): number | null {
    const term = options.term();
    if (term === null || term === waitingTerm) return term;
    waiting.clear();
    waitingTerm = term;
    return term;
  }

  async function write(): Promise<void> {
    const term = dropOfEarlierTerms();
    if (term === null || waiting.size === 0) return;
    const taken = new Map(waiting);
    waiting.clear();
    try {
      const campaigns = [...taken.values()].map((one) => ({ key: one.key, state: writeLiveState(one) }));
      await store.write(term, campaigns);
      failing = false;
    } catch (error) {
      if (dropOfEarlierTerms() === null || term === waitingTerm)
        for (const [id, campaign] of taken) if (!waiting.has(id)) waiting.set(id, campaign);
      if (!failing) logger.warn({ err: error }, "other backends cannot be told what was seen; trying again");
      failing = true;
      if (waiting.size > 0) writing.wake(retryAfterMs);
      throw error;
    }
  }

  function apply({ key, state }: LiveCampaign): void {
    const before = board.get(key);
    const live = before && readLiveState(state);
    if (!live || isOutdated(live, before)) return;
    const after = board.restore(key, withLatestAnswer(live, before));
    if (after === null) return;
    options.poller.follow(after, Math.max(0, clock.now() - touchedAt(live)));
    if (after.observedAt !== before.observedAt) options.onFollowed(before, after);
  }

  /** The latest observation may have failed and yet have been made by a backend that knew of an earlier answer only. */
  function withLatestAnswer(live: LiveState, before: TrackedCampaign): Partial<LiveState> {
    const known = before.observedAt ?? 0;
    if ((live.observedAt ?? 0) >= known || known > clock.now() + clocksDifferByMs) return live;
    const { failure, failures, failingSince, notFoundSince } = live;
    return { failure, failures, failingSince, notFoundSince };
  }

  /** A look of a time yet to come was had by a clock that was wrong: anything later in the order of writing stands. */
  function isOutdated(live: Touched, before: Touched): boolean {
    const known = touchedAt(before);
    return touchedAt(live) < known && known <= clock.now() + clocksDifferByMs;
  }

  const reading = pLimit(1);
  let nextCatchUp: Promise<void> | null = null;

  /** However often it is asked for while one is under way, it is done once more afterwards. */
  function catchUp(): Promise<void> {
    nextCatchUp ??= reading(async () => {
      nextCatchUp = null;
      const campaigns = await store.since(latestSeq);
      latestSeq = campaigns.at(-1)?.seq ?? latestSeq;
      campaigns.forEach(apply);
    });
    return nextCatchUp;
  }

  return {
    publish(campaign) {
      dropOfEarlierTerms();
      waiting.set(campaignPath(campaign.key), campaign);
      writing.wake(failing ? retryAfterMs : writeAfterMs);
    },
    flush,
    catchUp,
    async recall(keys) {
      (await store.of(keys)).forEach(apply);
    },
    async close() {
      await writing.stop();
      await flush().catch(() => undefined);
    },
  };
}

type Touched = Pick<TrackedCampaign, "observedAt" | "failure">;

/** Epoch ms of the last look, whatever it came to. */
function touchedAt(campaign: Touched): number {
  return Math.max(campaign.observedAt ?? 0, campaign.failure?.at ?? 0);
}

/** What one backend knows of a campaign and the others take over; the label is the watch list's. */
type LiveState = Omit<TrackedCampaign, "key" | "label" | "staleAfterMs">;

const instant = z.number();
const levelSchema = z.object({
  logPace: z.number(),
  variance: z.number(),
  at: instant,
  wildness: z.number(),
  stretches: z.number(),
});
const stretchSchema = z.object({
  from: instant,
  called: z.number(),
  steps: z.number(),
  blur: z.number(),
  before: levelSchema.nullable(),
});
const trendSchema = z.object({
  look: z.object({ at: instant, called: z.number() }).nullable(),
  stillSince: instant.nullable(),
  stepAt: instant.nullable(),
  stretch: stretchSchema.nullable(),
  level: levelSchema.nullable(),
  roundSize: z.number().nullable(),
  longestRound: z.number(),
});
const alarmsSchema = z.object({ stalledSince: instant.nullable(), willMissSince: instant.nullable() });
const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  requestId: z.string().nullable(),
  at: instant,
});

const liveStateSchema: z.ZodType<LiveState> = z.object({
  facts: factsSchema.nullable(),
  observedAt: instant.nullable(),
  failure: failureSchema.nullable(),
  failures: z.number(),
  failingSince: instant.nullable(),
  notFoundSince: instant.nullable(),
  activeAt: instant.nullable(),
  endedAt: instant.nullable(),
  endConfirmed: z.boolean(),
  // Of another version: how it moves is learnt anew.
  trend: trendSchema.catch(noTrend),
  alarms: alarmsSchema.catch(noAlarms),
});

function writeLiveState({
  key: _key,
  label: _label,
  staleAfterMs: _limit,
  ...state
}: TrackedCampaign): string {
  return JSON.stringify(state satisfies LiveState);
}

/** null: it is not what this version can read. */
function readLiveState(text: string): LiveState | null {
  const parsed = liveStateSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
