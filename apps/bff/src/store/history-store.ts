import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { type Kysely, type RawBuilder, sql } from "kysely";
import { inStatements, isOf, isOfOne, keyColumns, toKey, upsert } from "./campaign-columns.ts";
import { downsample } from "./downsample.ts";
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
      const rows = await gapsOf(db, key)
        .where("unobservedSince", "<", to)
        // The sign makes SQLite use the index of gaps in place of all samples by their key.
        .where(sql<number>`+at`, ">", from)
        .orderBy(({ eb }) => eb("at", "-", eb.ref("unobservedSince")), "desc")
        .limit(most)
        .execute();
      return rows
        .map((row) => ({ from: Math.max(from, row.since ?? row.at), to: Math.min(to, row.at) }))
        .toSorted((one, other) => one.from - other.from);
    },

    async latestGaps(key: CampaignKey, most: number): Promise<TimeRange[]> {
      const rows = await gapsOf(db, key).orderBy("unobservedSince", "desc").limit(most).execute();
      return rows.map(({ at, since }) => ({ from: since ?? at, to: at }));
    },

    latestChanges: (key: CampaignKey, most: number) => latestChanges(db, key, most),

    /** From `since` on, in order of time, by campaign path. */
    async recentSamples(keys: readonly CampaignKey[], since: number): Promise<Map<string, RecentSample[]>> {
      const rows = await inStatements(keys, (some) =>
        plainQuery(
          db,
          sql<CampaignKey & RecentSample>`select sdk_app_id as "sdkAppId", campaign_id as "campaignId",
            ${sampleColumns} from samples where ${isOfOne(some)} and at >= ${since} order by at`,
        ),
      );
      return Map.groupBy(rows, campaignPath);
    },

    ...lastFactsQueries(db),

    /** At most `most` samples of the first campaign after `after` (null: the very first). Answers where to go on; null: no campaign is left. */
    async deleteOldSamples(before: number, after: CampaignKey | null, most: number) {
      const key = await campaignAfter(db, after);
      if (key === null) return null;
      const old = samplesOf(db, key).where("at", "<", before);
      const beyond = await old.select("at").orderBy("at").offset(most).limit(1).executeTakeFirst();
      await db
        .deleteFrom("samples")
        .where(isOf(key))
        .where("at", "<", beyond?.at ?? before)
        .execute();
      // With more of it left, the same campaign comes next.
      return beyond ? { ...key, campaignId: key.campaignId - 1 } : key;
    },
  };
}

const sampleColumns = sql`at, called, total, state_code as "stateCode", unobserved_since as "unobservedSince"`;

/** Not through the plugin, which takes half as long again as reading the rows. */
function plainQuery<Row>(db: Kysely<Schema>, query: RawBuilder<Row>) {
  return { execute: async () => (await query.execute(db.withoutPlugins())).rows };
}

async function* samplePages(db: Kysely<Schema>, key: CampaignKey, { from, to }: TimeRange) {
  for (let next = from; ; ) {
    const query = sql<RecentSample>`select ${sampleColumns} from samples
      where ${isOf(key)} and at between ${next} and ${to} order by at limit ${rowsPerPage}`;
    const page = await plainQuery(db, query).execute();
    if (page.length > 0) yield page;
    if (page.length < rowsPerPage) return;
    next = (page.at(-1)?.at ?? to) + 1;
  }
}

function samplesOf(db: Kysely<Schema>, key: CampaignKey) {
  return db.selectFrom("samples").where(isOf(key));
}

function gapsOf(db: Kysely<Schema>, key: CampaignKey) {
  return samplesOf(db, key)
    .select(["at", "unobservedSince as since"])
    .where("unobservedSince", "is not", null);
}

async function saveSamples(db: Kysely<Schema>, samples: readonly KeptSample[]): Promise<void> {
  // A statement may not touch a row twice, and a clock that was set back may repeat a moment: the last one wins.
  const distinct = new Map(samples.map((kept) => [`${campaignPath(kept.key)} ${kept.at}`, kept]));
  const rows = [...distinct.values()].map(({ key, ...sample }) => ({ ...toKey(key), ...sample }));
  await inStatements(rows, (some) => upsert(db, "samples", some, [...keyColumns, "at"]));
}

async function campaignAfter(db: Kysely<Schema>, after: CampaignKey | null): Promise<CampaignKey | null> {
  const { sdkAppId, campaignId } = after ?? { sdkAppId: -1, campaignId: -1 };
  const row = await db
    .selectFrom("samples")
    .select(keyColumns)
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple("sdkAppId", "campaignId"), ">", tuple(sdkAppId, campaignId)),
    )
    .orderBy("sdkAppId")
    .orderBy("campaignId")
    .limit(1)
    .executeTakeFirst();
  return row ? toKey(row) : null;
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
