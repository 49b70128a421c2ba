import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Observation } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { LastFacts } from "../store/last-facts-store.ts";
import type { KeptSample, StoredSample } from "../store/schema.ts";
import { createWriteBehind } from "../store/write-behind.ts";
import { needsSample, sampleOf, unobservedSince } from "./sample-filter.ts";

/** Last facts are written this often while nothing changes. */
const saveFactsEveryMs = 14_000;
/** Per transaction, so that none blocks the process for long. */
const samplesPerWrite = 1000;
/** A shorter pause between two processes is no gap. */
const restartGapMs = 5000;

interface Trace {
  sampled: StoredSample | null;
  latest: LastFacts | null;
  saved: LastFacts | null;
}

/** `mostBuffered`: samples in memory while the store fails; some 10 MB. */
export function createHistoryRecorder(
  store: Pick<HistoryStore, "write" | "lastObservations">,
  clock: Clock,
  logger: Pick<Logger, "error" | "info">,
  mostBuffered = 100_000,
) {
  const traces = new Map<string, Trace>();
  const buffer = createSampleBuffer(mostBuffered);
  const factsDue = new Map<string, LastFacts>();
  const writer = createWriteBehind({
    clock,
    logger,
    what: "history",
    hasWork: () => !buffer.isEmpty() || factsDue.size > 0,
    write: writeAll,
  });
  let closed = false;

  function keepSample(trace: Trace, before: TrackedCampaign, after: LastFacts, gap: number | null) {
    const sample = sampleOf(after.facts, after.observedAt);
    const first = trace.latest === null || before.observedAt === null;
    if (!first && gap === null && !needsSample(trace.sampled, sample)) return false;
    buffer.add({ key: after.key, ...sample, unobservedSince: gap }, first && !after.endConfirmed);
    trace.sampled = sample;
    return true;
  }

  /** Samples first: last facts are never ahead of the samples. */
  async function writeAll(): Promise<void> {
    while (!buffer.isEmpty() || factsDue.size > 0) {
      const taken = buffer.take(samplesPerWrite);
      const facts = buffer.isEmpty() ? [...factsDue] : [];
      for (const [id] of facts) factsDue.delete(id);
      try {
        await resolveFirstObservations(taken);
        const samples = taken.map(({ sample }) => sample);
        await store.write(samples, [...new Map(facts).values()], () => clock.now());
      } catch (error) {
        buffer.putBack(taken);
        for (const [id, entry] of facts) if (!factsDue.has(id)) factsDue.set(id, entry);
        throw error;
      }
    }
  }

  /** The first observation of this process ends a gap if the one before it, which the store knows, is long ago. */
  async function resolveFirstObservations(taken: ReturnType<typeof buffer.take>): Promise<void> {
    const first = taken.filter((entry) => entry.isFirst);
    if (first.length === 0) return;
    const known = await store.lastObservations(first.map(({ sample }) => sample.key));
    for (const entry of first) {
      const before = known.get(entry.id);
      if (before && !before.endConfirmed && entry.sample.at - before.observedAt >= restartGapMs)
        entry.sample = { ...entry.sample, unobservedSince: before.observedAt };
      entry.isFirst = false;
    }
  }

  return {
    record(before: TrackedCampaign, after: TrackedCampaign, observation: Observation): void {
      // An answer that takes an end back changes nothing.
      if (observation.kind !== "answered" || after.observedAt !== observation.at || closed) return;
      const { key, activeAt, endedAt, endConfirmed } = after;
      const id = campaignPath(key);
      const trace = traces.get(id) ?? { sampled: null, latest: null, saved: null };
      traces.set(id, trace);
      const { at: observedAt, facts } = observation;
      const latest = { key, observedAt, activeAt, endedAt, endConfirmed, facts };
      // Its latest sample was dropped.
      if (buffer.hasLost(id)) trace.sampled = null;
      const sampled = keepSample(trace, before, latest, unobservedSince(before, after));
      trace.latest = latest;
      if (sampled || isDue(trace.saved, latest)) {
        factsDue.set(id, latest);
        trace.saved = latest;
      }
      writer.wake();
    },
    /** Of campaigns that are not watched any more; what is stored stays. */
    forget(isWatched: (key: CampaignKey) => boolean): void {
      for (const [id, trace] of traces) if (trace.latest && !isWatched(trace.latest.key)) traces.delete(id);
    },
    /** Another backend goes on: samples that wait are still written, but it knows later facts. */
    handOver(): void {
      traces.clear();
      factsDue.clear();
    },
    async close(): Promise<void> {
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

interface BufferedSample {
  readonly id: string;
  sample: KeptSample;
  /** The first of its campaign in this process: whether it ends a gap is not known yet. */
  isFirst: boolean;
}

/** Samples on their way to the store. Beyond `most` the oldest are dropped, and the campaign's next sample ends a gap. */
function createSampleBuffer(most: number) {
  let waiting: BufferedSample[] = [];
  /** By campaign: since when samples were dropped (epoch ms), and whether the first one was among them. */
  const lost = new Map<string, { since: number; isFirst: boolean }>();

  function dropOldest(): void {
    if (waiting.length <= most) return;
    for (const { id, sample, isFirst } of waiting.splice(0, waiting.length - most))
      if (!lost.has(id)) lost.set(id, { since: sample.unobservedSince ?? sample.at, isFirst });
  }

  function markLoss(entry: BufferedSample): BufferedSample {
    const loss = lost.get(entry.id);
    if (!loss) return entry;
    lost.delete(entry.id);
    const sample = { ...entry.sample, unobservedSince: loss.since };
    return { ...entry, sample, isFirst: entry.isFirst || loss.isFirst };
  }

  return {
    isEmpty: () => waiting.length === 0,
    add(sample: KeptSample, isFirst: boolean): void {
      waiting.push({ id: campaignPath(sample.key), sample, isFirst });
      dropOldest();
    },
    take: (count: number): BufferedSample[] => waiting.splice(0, count).map(markLoss),
    putBack(taken: readonly BufferedSample[]): void {
      waiting = [...taken, ...waiting];
      dropOldest();
    },
    hasLost: (id: string): boolean => lost.has(id) && !waiting.some((entry) => entry.id === id),
  };
}
