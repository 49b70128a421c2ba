import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Observation } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { LastFacts } from "../store/last-facts-store.ts";
import type { KeptSample } from "../store/stored-sample.ts";
import { createWriteBehind } from "../store/write-behind.ts";
import { needsSample, sampleOf, unobservedSince } from "./sample-filter.ts";

/** Keeps what was observed: samples when something changed, and what was last known of each campaign. */
interface HistoryRecorder {
  /** A look, and the campaign before and after it was folded in. Never throws, never waits. */
  record(before: TrackedCampaign, after: TrackedCampaign, observation: Observation): void;
  /** Forgets campaigns that are not watched any more; what is kept of them stays. */
  forget(isWatched: (key: CampaignKey) => boolean): void;
  /** Another backend goes on: samples that wait are still written, but it knows later facts. */
  handOver(): void;
  /** Writes what is left, if the store takes it, and leaves no timer. */
  close(): Promise<void>;
}

interface HistoryRecorderOptions {
  readonly store: Pick<HistoryStore, "write" | "lastLooks">;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info">;
  /** Samples kept in memory while the store fails; 100,000 (some ten megabytes) unless told. */
  readonly mostBuffered?: number;
}

/** While nothing changes, a campaign's last look is written this often, ms: every one of a waiting campaign. */
const saveFactsEveryMs = 14_000;
/** Samples a transaction, so that none holds up the process for long. */
const samplesPerWrite = 1000;
/** Nobody looked between two processes; a pause shorter than this, ms, is as between any two looks. */
const restartGapMs = 5000;

/** What is remembered of a campaign between looks. */
interface Trace {
  sampled: ReturnType<typeof sampleOf> | null;
  latest: LastFacts | null;
  /** The look that was last handed to the store, or is about to be. */
  saved: LastFacts | null;
}

export function createHistoryRecorder(options: HistoryRecorderOptions): HistoryRecorder {
  const { store, clock, logger } = options;
  const traces = new Map<string, Trace>();
  const buffer = createSampleBuffer(options.mostBuffered ?? 100_000);
  const factsDue = new Map<string, LastFacts>();
  const writer = createWriteBehind({
    clock,
    logger,
    what: "history",
    hasWork: () => buffer.size > 0 || factsDue.size > 0,
    write: writeAll,
  });
  let closed = false;

  function traceOf(id: string): Trace {
    const known = traces.get(id);
    if (known) return known;
    const trace: Trace = { sampled: null, latest: null, saved: null };
    traces.set(id, trace);
    return trace;
  }

  function keepSample(
    id: string,
    trace: Trace,
    before: TrackedCampaign,
    after: LastFacts,
    gap: number | null,
  ) {
    const look = sampleOf(after.facts, after.observedAt);
    const first = trace.latest === null || before.observedAt === null;
    if (!first && gap === null && !needsSample(trace.sampled, look)) return false;
    // What came before the first look of this process, only the store knows; after a confirmed end nothing did.
    buffer.add(id, { key: after.key, ...look, unobservedSince: gap }, first && !after.endConfirmed);
    trace.sampled = look;
    return true;
  }

  /** Samples first: what was last known of a campaign never runs ahead of its samples. */
  async function writeAll(): Promise<void> {
    while (buffer.size > 0 || factsDue.size > 0) {
      const taken = buffer.take(samplesPerWrite);
      const facts = buffer.size === 0 ? [...factsDue] : [];
      for (const [id] of facts) factsDue.delete(id);
      try {
        await resolveFirstLooks(taken);
        await store.write(
          taken.map(({ sample }) => sample),
          facts.map(([, entry]) => entry),
          clock.now(),
        );
      } catch (error) {
        buffer.putBack(taken);
        for (const [id, entry] of facts) if (!factsDue.has(id)) factsDue.set(id, entry);
        throw error;
      }
    }
  }

  /** The first look of this process ends a gap if the look before it, which only the store knows, is long ago. */
  async function resolveFirstLooks(taken: ReturnType<typeof buffer.take>): Promise<void> {
    const first = taken.filter((entry) => entry.isFirst);
    if (first.length === 0) return;
    const looks = await store.lastLooks(first.map(({ sample }) => sample.key));
    for (const entry of first) {
      const before = looks.get(entry.id);
      if (before && !before.endConfirmed) entry.sample = gapAfterRestart(entry.sample, before.observedAt);
      entry.isFirst = false;
    }
  }

  return {
    record(before, after, observation) {
      if (observation.kind !== "answered" || closed) return;
      const { key, activeAt, endedAt, endConfirmed } = after;
      const id = campaignPath(key);
      const trace = traceOf(id);
      const { at: observedAt, facts } = observation;
      const latest = { key, observedAt, activeAt, endedAt, endConfirmed, facts };
      // A sample that was given up for want of room: the next look has to tell where things stand.
      if (buffer.hasLost(id)) trace.sampled = null;
      const sampled = keepSample(id, trace, before, latest, unobservedSince(before, after));
      trace.latest = latest;
      if (sampled || isDue(trace.saved, latest)) {
        factsDue.set(id, latest);
        trace.saved = latest;
      }
      writer.wake();
    },
    forget(isWatched) {
      for (const [id, trace] of traces) if (trace.latest && !isWatched(trace.latest.key)) traces.delete(id);
    },
    handOver() {
      traces.clear();
      factsDue.clear();
    },
    async close() {
      closed = true;
      for (const [id, { latest, saved }] of traces) if (latest && latest !== saved) factsDue.set(id, latest);
      await writer.close();
    },
  };
}

function isDue(saved: LastFacts | null, latest: LastFacts): boolean {
  if (saved === null || saved.endConfirmed !== latest.endConfirmed) return true;
  return Math.abs(latest.observedAt - saved.observedAt) >= saveFactsEveryMs;
}

function gapAfterRestart(sample: KeptSample, lastLook: number): KeptSample {
  return sample.at - lastLook < restartGapMs ? sample : { ...sample, unobservedSince: lastLook };
}

interface BufferedSample {
  /** The campaign's path. */
  readonly id: string;
  sample: KeptSample;
  /** The first of its campaign in this process: whether a gap ends with it is yet to be found out. */
  isFirst: boolean;
}

/**
 * Samples on their way to the store, oldest first. With more than `most`, the oldest are given up, and what follows
 * them says so: from the first that was given up on, it is a gap.
 */
interface SampleBuffer {
  readonly size: number;
  add(id: string, sample: KeptSample, isFirst: boolean): void;
  /** The oldest, at most so many; they are the caller's then. */
  take(most: number): BufferedSample[];
  /** What was taken and could not be written. */
  putBack(taken: readonly BufferedSample[]): void;
  /** Whether the campaign's latest samples were given up and none has followed. */
  hasLost(id: string): boolean;
}

function createSampleBuffer(most: number): SampleBuffer {
  let waiting: BufferedSample[] = [];
  /** Campaign → where the gap begins that giving up has made, epoch ms, and whether its first one was among them. */
  const lost = new Map<string, { since: number; isFirst: boolean }>();

  function giveUpOldest(): void {
    if (waiting.length <= most) return;
    for (const { id, sample, isFirst } of waiting.splice(0, waiting.length - most))
      if (!lost.has(id)) lost.set(id, { since: sample.unobservedSince ?? sample.at, isFirst });
  }

  /** The first that follows those that were given up ends their gap. */
  function markLoss(entry: BufferedSample): BufferedSample {
    const loss = lost.get(entry.id);
    if (!loss) return entry;
    lost.delete(entry.id);
    const { sample, isFirst } = entry;
    return {
      ...entry,
      sample: { ...sample, unobservedSince: loss.since },
      isFirst: isFirst || loss.isFirst,
    };
  }

  return {
    get size() {
      return waiting.length;
    },
    add(id, sample, isFirst) {
      waiting.push({ id, sample, isFirst });
      giveUpOldest();
    },
    take: (count) => waiting.splice(0, count).map(markLoss),
    putBack(taken) {
      waiting = [...taken, ...waiting];
      giveUpOldest();
    },
    hasLost: (id) => lost.has(id) && !waiting.some((entry) => entry.id === id),
  };
}
