import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { type Kysely, type Selectable, sql } from "kysely";
import { inChunks } from "../in-chunks.ts";
import { isOf, isOfOne, rowsPerStatement, takingInserted, toColumns, toKey } from "./campaign-columns.ts";
import { downsampled } from "./downsampled.ts";
import {
  deleteLastFactsOfUnwatched,
  type LastFacts,
  readLastFacts,
  readLastFactsOf,
  readLastObservations,
  saveLastFacts,
} from "./last-facts-store.ts";
import type { Schema } from "./schema.ts";
import {
  type KeptSample,
  type RecentSample,
  type StoredGap,
  type StoredSample,
  sampleColumns,
  samplesOf,
  samplesWithin,
  type TimeRange,
  toSample,
} from "./stored-sample.ts";

export type HistoryStore = ReturnType<typeof createHistoryStore>;

/** Small enough that reading a page does not block other work. */
const rowsPerPage = 2000;

/** Each campaign's samples, and its last facts. All times are epoch ms. */
export function createHistoryStore(db: Kysely<Schema>) {
  return {
    /**
     * In one transaction, durable once it resolves. Writing the same again changes nothing. Facts never replace later ones,
     * unless those are dated in the future of `now`, the writer's clock.
     */
    write: (
      samples: readonly KeptSample[],
      lastFacts: readonly LastFacts[],
      now = Number.MAX_SAFE_INTEGER,
    ): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        await saveSamples(transaction, samples);
        await saveLastFacts(transaction, lastFacts, now);
      }),

    /** At most `points` (≥ 2) in order of time: first, last, state changes, extremes of called and total. */
    samples: (key: CampaignKey, range: TimeRange, points: number): Promise<StoredSample[]> =>
      downsampled(db, key, range, points),

    /** In order of time, page by page. */
    async *everySample(
      key: CampaignKey,
      { from, to }: TimeRange,
    ): AsyncGenerator<KeptSample[], void, undefined> {
      for (let next: number | null = from; next !== null; ) {
        const rows: (Parameters<typeof toSample>[0] & { unobserved_since: number | null })[] =
          await samplesWithin(db, key, { from: next, to })
            .select([...sampleColumns, "unobserved_since"])
            .orderBy("at")
            .limit(rowsPerPage)
            .execute();
        const last = rows.at(-1);
        if (!last) return;
        yield rows.map((row) => ({ key, ...toSample(row), unobservedSince: row.unobserved_since }));
        next = rows.length < rowsPerPage ? null : last.at + 1;
      }
    },

    /** null: there is no sample. */
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

    /** Newest first. */
    async latestGaps(key: CampaignKey, most: number): Promise<StoredGap[]> {
      const rows = await gapsOf(db, key).orderBy("unobserved_since", "desc").limit(most).execute();
      return rows.map(({ at, since }) => ({ from: since ?? at, to: at }));
    },

    latestChanges: (key: CampaignKey, most: number): Promise<SampleChange[]> => latestChanges(db, key, most),

    /** From `since` on, in order of time, by campaign path. */
    async recentSamples(keys: readonly CampaignKey[], since: number): Promise<Map<string, RecentSample[]>> {
      const recent = new Map<string, RecentSample[]>();
      for await (const some of inChunks(keys, rowsPerStatement)) {
        const rows = await db
          .selectFrom("samples")
          .select(["sdk_app_id", "campaign_id", ...sampleColumns, "unobserved_since"])
          .where(isOfOne(some))
          .where("at", ">=", since)
          .orderBy("at")
          .execute();
        for (const [path, samples] of Map.groupBy(rows, (row) => campaignPath(toKey(row))))
          recent.set(
            path,
            samples.map((row) => ({ ...toSample(row), unobservedSince: row.unobserved_since })),
          );
      }
      return recent;
    },

    lastFacts: () => readLastFacts(db),
    lastFactsOf: (keys: readonly CampaignKey[]) => readLastFactsOf(db, keys),
    lastObservations: (keys: readonly CampaignKey[]) => readLastObservations(db, keys),

    /**
     * Deletes at most `most` samples older than `before` of the first campaign after `after` (null: of the very first).
     * Answers where to go on; null: no campaign is left.
     */
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

    deleteOldFacts: (before: number) => deleteLastFactsOfUnwatched(db, before),
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
  for await (const some of inChunks([...distinct.values()], rowsPerStatement)) {
    const rows = some.map((kept) => ({
      ...toColumns(kept.key),
      at: kept.at,
      called: kept.called,
      total: kept.total,
      state_code: kept.stateCode,
      unobserved_since: kept.unobservedSince,
    }));
    await db
      .insertInto("samples")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(["sdk_app_id", "campaign_id", "at"])
          .doUpdateSet(takingInserted("called", "total", "state_code", "unobserved_since")),
      )
      .execute();
  }
}

/** The first campaign with samples after this one, in order of the ids. */
async function campaignAfter(db: Kysely<Schema>, after: CampaignKey | null): Promise<CampaignKey | null> {
  const { sdkAppId, campaignId } = after ?? { sdkAppId: -1, campaignId: -1 };
  const row = await db
    .selectFrom("samples")
    .select(["sdk_app_id", "campaign_id"])
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
  /** Of the sample before. */
  readonly stateCodeBefore: number | null;
  readonly total: number | null;
  readonly totalBefore: number | null;
  /** There is no sample before it. */
  readonly isFirst: boolean;
}

type Row = Pick<Selectable<Schema["samples"]>, "at" | "state_code" | "total">;

/**
 * Newest first, the very first sample included. Goes back from stretch to stretch in which neither changed; each is one
 * search in the database.
 */
async function latestChanges(db: Kysely<Schema>, key: CampaignKey, most: number): Promise<SampleChange[]> {
  const changes: SampleChange[] = [];
  let last = await statesOf(db, key).orderBy("at", "desc").limit(1).executeTakeFirst();
  while (last && changes.length < most) {
    const before = await lastUnlike(db, key, last);
    const first = await firstAfter(db, key, before?.at ?? Number.MIN_SAFE_INTEGER);
    changes.push({
      at: first?.at ?? last.at,
      stateCode: last.state_code,
      stateCodeBefore: before?.state_code ?? null,
      total: last.total,
      totalBefore: before?.total ?? null,
      isFirst: before === undefined,
    });
    last = before;
  }
  return changes;
}

function statesOf(db: Kysely<Schema>, key: CampaignKey) {
  return samplesOf(db, key).select(["at", "state_code", "total"]);
}

/** The last sample before this one with another state or total. */
function lastUnlike(db: Kysely<Schema>, key: CampaignKey, { at, state_code, total }: Row) {
  return statesOf(db, key)
    .where("at", "<", at)
    .where(
      sql<boolean>`(state_code is distinct from cast(${state_code} as bigint) or total is distinct from cast(${total} as bigint))`,
    )
    .orderBy("at", "desc")
    .limit(1)
    .executeTakeFirst();
}

function firstAfter(db: Kysely<Schema>, key: CampaignKey, at: number) {
  return statesOf(db, key).where("at", ">", at).orderBy("at").limit(1).executeTakeFirst();
}
