import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { inStatements, isOf, isOfOne, keyColumns, toKey, upsert } from "./campaign-columns.ts";
import { type LastFacts, lastFactsQueries, saveLastFacts } from "./last-facts-store.ts";
import type { KeptSample, RecentSample, Schema, StoredSample, WriterClock } from "./schema.ts";

export type HistoryStore = ReturnType<typeof createHistoryStore>;

/** Small enough that reading a page does not block other work. */
const rowsPerPage = 2000;
/** Epoch ms, both included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const latest = () => Number.MAX_SAFE_INTEGER;

/** Each campaign's samples, and its last facts. All times are epoch ms. */
export function createHistoryStore(db: Kysely<Schema>) {
  return {
    /** Durable once it resolves, idempotent. Facts never replace later ones, unless those are dated in the writer's future. */
    write: (samples: readonly KeptSample[], lastFacts: readonly LastFacts[], now: WriterClock = latest) =>
      db.transaction().execute(async (transaction) => {
        await saveSamples(transaction, samples);
        await saveLastFacts(transaction, lastFacts, now);
      }),

    async samples(key: CampaignKey, range: TimeRange, points: number): Promise<readonly StoredSample[]> {
      const samples: StoredSample[] = [];
      for await (const page of samplePages(db, key, range)) samples.push(...page);
      return downsample(samples, points);
    },

    /** In order of time, page by page. */
    async *everySample(key: CampaignKey, range: TimeRange): AsyncGenerator<KeptSample[], void, undefined> {
      for await (const page of samplePages(db, key, range)) yield page.map((sample) => ({ key, ...sample }));
    },

    async observedSince(key: CampaignKey): Promise<number | null> {
      const row = await samplesOf(db, key).select("at").orderBy("at").limit(1).executeTakeFirst();
      return row?.at ?? null;
    },

    /** Those that overlap the range, cut to it, in order of time; the `most` longest. */
    async gaps(key: CampaignKey, { from, to }: TimeRange, most: number): Promise<TimeRange[]> {
      // The sign makes SQLite use the index of gaps in place of all samples by their key.
      const { rows } = await sql<TimeRange>`${gapsOf(key)} and unobserved_since < ${to} and +at > ${from}
        order by at - unobserved_since desc limit ${most}`.execute(db);
      const cut = rows.map((gap) => ({ from: Math.max(from, gap.from), to: Math.min(to, gap.to) }));
      return cut.toSorted((one, other) => one.from - other.from);
    },

    async latestGaps(key: CampaignKey, most: number): Promise<TimeRange[]> {
      const query = sql<TimeRange>`${gapsOf(key)} order by unobserved_since desc limit ${most}`;
      return (await query.execute(db)).rows;
    },

    latestChanges: (key: CampaignKey, most: number) => latestChanges(db, key, most),

    /** From `since` on, in order of time, by campaign path. */
    async recentSamples(keys: readonly CampaignKey[], since: number): Promise<Map<string, RecentSample[]>> {
      const rows = await inStatements(keys, (some) =>
        db.selectFrom("samples").selectAll().where(isOfOne(some)).where("at", ">=", since).orderBy("at"),
      );
      return Map.groupBy(rows, campaignPath);
    },

    ...lastFactsQueries(db),

    /** At most `most` samples of the first campaign after `after` (null: the very first). Answers where to go on; null: no campaign is left. */
    async deleteOldSamples(before: number, after: CampaignKey | null, most: number) {
      const { sdkAppId, campaignId } = after ?? { sdkAppId: -1, campaignId: -1 };
      const next = await sql<CampaignKey>`select sdk_app_id, campaign_id from samples
        where (sdk_app_id, campaign_id) > (${sdkAppId}, ${campaignId})
        order by sdk_app_id, campaign_id limit 1`.execute(db);
      const [key] = next.rows;
      if (!key) return null;
      const old = samplesOf(db, key).where("at", "<", before);
      const beyond = await old.select("at").orderBy("at").offset(most).limit(1).executeTakeFirst();
      await sql`delete from samples where ${isOf(key)} and at < ${beyond?.at ?? before}`.execute(db);
      // With more of it left, the same campaign comes next.
      return beyond ? { ...key, campaignId: key.campaignId - 1 } : key;
    },
  };
}

const sampleColumns = ["at", "called", "total", "stateCode", "unobservedSince"] as const;

async function* samplePages(db: Kysely<Schema>, key: CampaignKey, { from, to }: TimeRange) {
  for (let next = from; ; ) {
    const inRange = samplesOf(db, key).where("at", ">=", next).where("at", "<=", to);
    const page = await inRange.select(sampleColumns).orderBy("at").limit(rowsPerPage).execute();
    if (page.length > 0) yield page;
    if (page.length < rowsPerPage) return;
    next = (page.at(-1)?.at ?? to) + 1;
  }
}

function samplesOf(db: Kysely<Schema>, key: CampaignKey) {
  return db.selectFrom("samples").where(isOf(key));
}

const gapsOf = (key: CampaignKey) => sql`select unobserved_since as "from", at as "to" from samples
  where ${isOf(key)} and unobserved_since is not null`;

async function saveSamples(db: Kysely<Schema>, samples: readonly KeptSample[]): Promise<void> {
  // A statement may not touch a row twice, and a clock that was set back may repeat a moment: the last one wins.
  const distinct = new Map(samples.map((kept) => [`${campaignPath(kept.key)} ${kept.at}`, kept]));
  const rows = [...distinct.values()].map(({ key, ...sample }) => ({ ...toKey(key), ...sample }));
  await inStatements(rows, (some) => upsert(db, "samples", some, [...keyColumns, "at"]));
}

/** A sample whose state or total differ from the sample before; null: not known. */
export type SampleChange = Awaited<ReturnType<typeof latestChanges>>[number];

/** Newest first, the very first sample included. Each stretch in which neither changed is one search in the database. */
async function latestChanges(db: Kysely<Schema>, key: CampaignKey, most: number) {
  const changes = [];
  const samples = samplesOf(db, key).select(["at", "stateCode", "total"]);
  const latest = samples.orderBy("at", "desc").limit(1);
  let last = await latest.executeTakeFirst();
  while (last && changes.length < most) {
    const { stateCode, total }: Pick<StoredSample, "stateCode" | "total"> = last;
    const before = await latest
      .where("at", "<", last.at)
      .where(
        sql<boolean>`(state_code is distinct from cast(${stateCode} as bigint) or total is distinct from cast(${total} as bigint))`,
      )
      .executeTakeFirst();
    const later = samples.where("at", ">", before?.at ?? Number.MIN_SAFE_INTEGER);
    const first = await later.orderBy("at").limit(1).executeTakeFirstOrThrow();
    changes.push({
      at: first.at,
      stateCode,
      stateCodeBefore: before?.stateCode ?? null,
      total,
      totalBefore: before?.total ?? null,
      isFirst: before === undefined,
    });
    last = before;
  }
  return changes;
}

/** Of the points, the share of the buckets at first; the rest is for changes. */
const shareOfBuckets = 0.47;
/** Called takes two samples per bucket; a total that changes takes two more. */
const mostPerBucket = 4;

/** At most `points` (≥ 2) samples: the first, the last, changes of state, called or total becoming known or unknown, and extremes per bucket of time. Too many changes are thinned evenly. */
function downsample(samples: readonly StoredSample[], points: number): readonly StoredSample[] {
  if (samples.length <= points) return samples;
  const changes = samples.filter((sample, index) => isChange(samples[index - 1] ?? sample, sample));
  const ends = [samples[0], samples.at(-1)];
  const fine = extremesOf(samples, Math.max(1, Math.floor(points * shareOfBuckets)));
  const best = new Set([...ends, ...changes, ...fine]);
  if (best.size <= points) return samples.filter((sample) => best.has(sample));
  // Fewer, wider buckets; at least one if it fits, for the extremes of the whole range.
  const room = points - ends.length;
  const some = thinned(changes, room >= mostPerBucket ? room - mostPerBucket : room);
  const coarse = extremesOf(samples, Math.floor((room - some.length) / mostPerBucket));
  const kept = new Set([...ends, ...some, ...coarse]);
  return samples.filter((sample) => kept.has(sample));
}

function isChange(one: StoredSample, other: StoredSample): boolean {
  return (
    one.stateCode !== other.stateCode ||
    (one.called === null) !== (other.called === null) ||
    (one.total === null) !== (other.total === null)
  );
}

function extremesOf(samples: readonly StoredSample[], buckets: number): StoredSample[] {
  const [from = 0, to = 0] = [samples[0]?.at, samples.at(-1)?.at];
  if (buckets < 1) return [];
  const width = Math.ceil((to - from + 1) / buckets);
  return [...Map.groupBy(samples, ({ at }) => Math.floor((at - from) / width)).values()].flatMap((bucket) => {
    const ofCalled = extremesBy(bucket, ({ called }) => called);
    const ofTotal = extremesBy(bucket, ({ total }) => total);
    // A total that does not change is on a sample that is kept for its called, if that is known.
    const isOnThose =
      ofTotal[0]?.total === ofTotal[1]?.total && bucket.every(({ called }) => called !== null);
    return isOnThose ? ofCalled : [...ofCalled, ...ofTotal];
  });
}

/** The first of the least and the last of the most. */
function extremesBy(bucket: readonly StoredSample[], valueOf: (sample: StoredSample) => number | null) {
  const known = bucket.filter((sample) => valueOf(sample) !== null);
  let [least, most] = [known[0], known[0]];
  for (const sample of known) {
    if ((valueOf(sample) ?? 0) < (valueOf(least ?? sample) ?? 0)) least = sample;
    if ((valueOf(sample) ?? 0) >= (valueOf(most ?? sample) ?? 0)) most = sample;
  }
  return [least ?? [], most ?? []].flat();
}

function thinned<One>(all: readonly One[], most: number): readonly One[] {
  return all.filter(
    (_one, index) =>
      all.length <= most ||
      Math.floor((index * most) / all.length) !== Math.floor(((index - 1) * most) / all.length),
  );
}
