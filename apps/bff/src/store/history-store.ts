import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import {
  inStatements,
  isOf,
  isOfOne,
  keyColumns,
  takingInserted,
  toColumns,
  toKey,
  type WriterClock,
} from "./campaign-columns.ts";
import { downsampled } from "./downsampled.ts";
import { type LastFacts, lastFactsQueries, saveLastFacts } from "./last-facts-store.ts";
import type { Schema } from "./schema.ts";
import {
  type KeptSample,
  type RecentSample,
  type StoredGap,
  sampleColumns,
  samplesOf,
  samplesWithin,
  type TimeRange,
} from "./stored-sample.ts";

export type HistoryStore = ReturnType<typeof createHistoryStore>;

/** Small enough that reading a page does not block other work. */
const rowsPerPage = 2000;
const recentColumns = [...sampleColumns, "unobserved_since as unobservedSince"] as const;

/** Each campaign's samples, and its last facts. All times are epoch ms. */
export function createHistoryStore(db: Kysely<Schema>) {
  return {
    /** Durable once it resolves, idempotent. Facts never replace later ones, unless those are dated in the writer's future. */
    write: (
      samples: readonly KeptSample[],
      lastFacts: readonly LastFacts[],
      now: WriterClock = () => Number.MAX_SAFE_INTEGER,
    ): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        await saveSamples(transaction, samples);
        await saveLastFacts(transaction, lastFacts, now);
      }),

    samples: (key: CampaignKey, range: TimeRange, points: number) => downsampled(db, key, range, points),

    /** In order of time, page by page. */
    async *everySample(
      key: CampaignKey,
      { from, to }: TimeRange,
    ): AsyncGenerator<KeptSample[], void, undefined> {
      for (let next = from; ; ) {
        const samples: RecentSample[] = await samplesWithin(db, key, { from: next, to })
          .select(recentColumns)
          .orderBy("at")
          .limit(rowsPerPage)
          .execute();
        if (samples.length > 0) yield samples.map((sample) => ({ key, ...sample }));
        if (samples.length < rowsPerPage) return;
        next = (samples.at(-1)?.at ?? to) + 1;
      }
    },

    async observedSince(key: CampaignKey): Promise<number | null> {
      const row = await samplesOf(db, key).select("at").orderBy("at").limit(1).executeTakeFirst();
      return row?.at ?? null;
    },

    /** Those that overlap the range, cut to it, in order of time; the `most` longest. */
    async gaps(key: CampaignKey, { from, to }: TimeRange, most: number): Promise<StoredGap[]> {
      const rows = await gapsOf(db, key)
        .where("unobserved_since", "<", to)
        // The sign makes SQLite use the index of gaps in place of all samples by their key.
        .where(sql<number>`+at`, ">", from)
        .orderBy(({ eb }) => eb("at", "-", eb.ref("unobserved_since")), "desc")
        .limit(most)
        .execute();
      return rows
        .map((row) => ({ from: Math.max(from, row.since ?? row.at), to: Math.min(to, row.at) }))
        .toSorted((one, other) => one.from - other.from);
    },

    async latestGaps(key: CampaignKey, most: number): Promise<StoredGap[]> {
      const rows = await gapsOf(db, key).orderBy("unobserved_since", "desc").limit(most).execute();
      return rows.map(({ at, since }) => ({ from: since ?? at, to: at }));
    },

    latestChanges: (key: CampaignKey, most: number): Promise<SampleChange[]> => latestChanges(db, key, most),

    /** From `since` on, in order of time, by campaign path. */
    async recentSamples(keys: readonly CampaignKey[], since: number): Promise<Map<string, RecentSample[]>> {
      const rows = await inStatements(keys, (some) =>
        db
          .selectFrom("samples")
          .select([...keyColumns, ...recentColumns])
          .where(isOfOne(some))
          .where("at", ">=", since)
          .orderBy("at"),
      );
      return Map.groupBy(rows, (row) => campaignPath(toKey(row)));
    },

    ...lastFactsQueries(db),

    /** At most `most` samples of the first campaign after `after` (null: the very first). Answers where to go on; null: no campaign is left. */
    async deleteOldSamples(
      before: number,
      after: CampaignKey | null,
      most: number,
    ): Promise<CampaignKey | null> {
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

function gapsOf(db: Kysely<Schema>, key: CampaignKey) {
  return samplesOf(db, key)
    .select(["at", "unobserved_since as since"])
    .where("unobserved_since", "is not", null);
}

async function saveSamples(db: Kysely<Schema>, samples: readonly KeptSample[]): Promise<void> {
  // A statement may not touch a row twice, and a clock that was set back may repeat a moment: the last one wins.
  const distinct = new Map(samples.map((kept) => [`${campaignPath(kept.key)} ${kept.at}`, kept]));
  const rows = [...distinct.values()].map(({ key, at, called, total, stateCode, unobservedSince }) => ({
    ...toColumns(key),
    at,
    called,
    total,
    state_code: stateCode,
    unobserved_since: unobservedSince,
  }));
  await inStatements(rows, (some) =>
    db
      .insertInto("samples")
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns([...keyColumns, "at"])
          .doUpdateSet(takingInserted("called", "total", "state_code", "unobserved_since")),
      ),
  );
}

async function campaignAfter(db: Kysely<Schema>, after: CampaignKey | null): Promise<CampaignKey | null> {
  const { sdkAppId, campaignId } = after ?? { sdkAppId: -1, campaignId: -1 };
  const row = await db
    .selectFrom("samples")
    .select(keyColumns)
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple("sdk_app_id", "campaign_id"), ">", tuple(sdkAppId, campaignId)),
    )
    .orderBy("sdk_app_id")
    .orderBy("campaign_id")
    .limit(1)
    .executeTakeFirst();
  return row ? toKey(row) : null;
}

/** A sample whose state or total differ from the sample before; null: not known. */
export interface SampleChange {
  readonly at: number;
  readonly stateCode: number | null;
  readonly stateCodeBefore: number | null;
  readonly total: number | null;
  readonly totalBefore: number | null;
  readonly isFirst: boolean;
}

/** Newest first, the very first sample included. Each stretch in which neither changed is one search in the database. */
async function latestChanges(db: Kysely<Schema>, key: CampaignKey, most: number): Promise<SampleChange[]> {
  const changes: SampleChange[] = [];
  const samples = samplesOf(db, key).select(["at", "state_code", "total"]);
  const latest = samples.orderBy("at", "desc").limit(1);
  let last = await latest.executeTakeFirst();
  while (last && changes.length < most) {
    const { state_code, total }: { state_code: number | null; total: number | null } = last;
    const before = await latest
      .where("at", "<", last.at)
      .where(
        sql<boolean>`(state_code is distinct from cast(${state_code} as bigint) or total is distinct from cast(${total} as bigint))`,
      )
      .executeTakeFirst();
    const later = samples.where("at", ">", before?.at ?? Number.MIN_SAFE_INTEGER);
    const first = await later.orderBy("at").limit(1).executeTakeFirstOrThrow();
    changes.push({
      at: first.at,
      stateCode: state_code,
      stateCodeBefore: before?.state_code ?? null,
      total,
      totalBefore: before?.total ?? null,
      isFirst: before === undefined,
    });
    last = before;
  }
  return changes;
}
