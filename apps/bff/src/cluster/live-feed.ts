import { agentStates, type CampaignKey, campaignPath } from "@cruiseboard/contract";
import pLimit from "p-limit";
import type { Logger } from "pino";
import { z } from "zod";
import type { Board } from "../board/board.ts";
import { noAlarms } from "../campaigns/alarm.ts";
import { sumNames } from "../campaigns/experience.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Trend } from "../campaigns/trend.ts";
import { type Clock, clocksDifferByMs, repeat } from "../clock.ts";
import type { Poller } from "../polling/poller.ts";
import { factsSchema, failureSchema } from "../store/last-facts-store.ts";
import type { LiveCampaign, LiveCampaignStore } from "../store/live-campaign-store.ts";
import { readJson } from "../store/read-json.ts";

interface LiveFeedOptions {
  readonly store: Pick<LiveCampaignStore, "write" | "since" | "of">;
  readonly board: Pick<Board, "get" | "restore">;
  readonly poller: Pick<Poller, "follow">;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn">;
  /** The lease's term under which this backend writes; null: it may not. */
  readonly term: () => number | null;
  readonly onFollowed: (before: TrackedCampaign, after: TrackedCampaign) => void;
  /** false: the agents' statuses that another backend published are dropped. */
  readonly observesAgents: boolean;
}

/** Observations are written together, at most this much later. */
const writeAfterMs = 200;
const retryAfterMs = 1000;

export type LiveFeed = ReturnType<typeof createLiveFeed>;

export function createLiveFeed(options: LiveFeedOptions) {
  const { store, board, clock, logger } = options;
  const waiting = new Map<string, TrackedCampaign>();
  /** Of what waits. Before a later term another backend may have led and knows more. */
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
    // Logged in write(); what waits is written the next time.
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
      const campaigns = [...taken.values()].map(({ key, label: _label, staleAfterMs: _limit, ...state }) => {
        return { key, state: JSON.stringify(state satisfies LiveState) };
      });
      await store.write(term, campaigns);
      failing = false;
    } catch (error) {
      if (dropOfEarlierTerms() === null || term === waitingTerm)
        for (const [id, campaign] of taken) if (!waiting.has(id)) waiting.set(id, campaign);
      if (!failing) logger.warn({ err: error }, "observations cannot be published; trying again");
      failing = true;
      if (waiting.size > 0) writing.wake(retryAfterMs);
      throw error;
    }
  }

  function apply({ key, state }: LiveCampaign): void {
    const before = board.get(key);
    const live = before && readJson(liveStateSchema, state);
    if (!live || isOutdated(live, before)) return;
    const agentStatus = options.observesAgents ? live.agentStatus : null;
    const known = withLatestAnswer({ ...live, agentStatus, trend: live.trend ?? before.trend }, before);
    const after = board.restore(key, known);
    if (after === null) return;
    options.poller.follow(after, Math.max(0, clock.now() - touchedAt(live)));
    if (after.observedAt !== before.observedAt) options.onFollowed(before, after);
  }

  /** The latest observation may have failed and yet have been made by a backend that knew of an earlier answer only. */
  function withLatestAnswer(live: LiveState, before: TrackedCampaign): Partial<LiveState> {
    const known = before.observedAt ?? 0;
    if ((live.observedAt ?? 0) >= known || known > clock.now() + clocksDifferByMs) return live;
    if (before.endConfirmed) return {};
    const { failure, failures, failingSince, notFoundSince } = live;
    return { failure, failures, failingSince, notFoundSince };
  }

  /** A timestamp in the future is of a skewed clock: then the order of writing decides. */
  function isOutdated(live: Touched, before: Touched): boolean {
    const known = touchedAt(before);
    return touchedAt(live) < known && known <= clock.now() + clocksDifferByMs;
  }

  const reading = pLimit(1);
  let nextCatchUp: Promise<void> | null = null;

  /** Reads what was published since the last time. Calls during a run share the next one. */
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
    publish(campaign: TrackedCampaign): void {
      dropOfEarlierTerms();
      waiting.set(campaignPath(campaign.key), campaign);
      writing.wake(failing ? retryAfterMs : writeAfterMs);
    },
    flush,
    catchUp,
    async recall(keys: readonly CampaignKey[]): Promise<void> {
      (await store.of(keys)).forEach(apply);
    },
    async close(): Promise<void> {
      await writing.stop();
      await flush().catch(() => undefined);
    },
  };
}

type Touched = Pick<TrackedCampaign, "observedAt" | "failure">;

function touchedAt(campaign: Touched): number {
  return Math.max(campaign.observedAt ?? 0, campaign.failure?.at ?? 0);
}

/** What followers take over; the label is in the watch list. */
type LiveState = Omit<TrackedCampaign, "key" | "label" | "staleAfterMs">;
/** null: a trend that this version cannot read. */
type ReadLiveState = Omit<LiveState, "trend"> & { readonly trend: Trend | null };

const instant = z.number();
const numbers = <Name extends string>(...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, z.number()])) as Record<Name, z.ZodNumber>;
const levelSchema = z.object(numbers("logPace", "variance", "at", "stretches", "edge"));
const stretchSchema = z.object({
  ...numbers("from", "called", "steps", "uncertaintyMs", "longestMs"),
  before: levelSchema.nullable(),
});
const trendSchema = z.object({
  latest: z.object(numbers("at", "called")).nullable(),
  stillSince: instant.nullable(),
  stepAt: instant.nullable(),
  stretch: stretchSchema.nullable(),
  level: levelSchema.nullable(),
  roundSize: z.number().nullable(),
  longestRound: z.number(),
  drifting: z.array(levelSchema),
  begun: z.object({ ...numbers("at", "called"), startTime: instant.nullable() }).nullable(),
  stop: z.object(numbers("from", "to")).nullable(),
  seen: z.object(numbers(...sumNames)),
});
const forecastSchema = z.object({
  ...numbers("pacePerMinute", "earliest", "latest", "missing"),
  uncalledAtClose: z.number().nullable(),
  concurrencyNeeded: z.number().nullable(),
});
const pastForecastSchema = z.object({
  ...numbers("horizon", "called", "target", "earliest", "latest"),
  reachedAt: instant.nullable(),
});
const alarmsSchema = z.object({
  stalledSince: instant.nullable(),
  awaySince: instant.nullable(),
  willMissSince: instant.nullable(),
  likelyMissSince: instant.nullable(),
});
const agentStatusSchema = z.object({
  status: z.enum(agentStates).catch("unknown"),
  reason: z.string().nullable(),
  since: instant.nullable(),
  awaySince: instant.nullable(),
  backAt: instant.nullable().default(null),
  observedAt: instant,
  staleAfterMs: z.number().optional(),
});

const liveStateSchema: z.ZodType<ReadLiveState> = z.object({
  facts: factsSchema.nullable(),
  observedAt: instant.nullable(),
  failure: failureSchema.extend({ at: instant }).nullable(),
  failures: z.number(),
  failingSince: instant.nullable(),
  notFoundSince: instant.nullable(),
  activeAt: instant.nullable(),
  endedAt: instant.nullable(),
  endConfirmed: z.boolean(),
  trend: trendSchema.nullable().catch(null),
  alarms: alarmsSchema.catch(noAlarms),
  agentStatus: agentStatusSchema.nullable().catch(null),
  forecast: forecastSchema.nullable().catch(null),
  pastForecasts: z.array(pastForecastSchema).catch([]),
});
