import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { type Kysely, type Selectable, sql } from "kysely";
import { inChunks } from "../in-chunks.ts";
import { downsampled } from "./downsampled.ts";
import {
  deleteLastFactsOfUnwatched,
  type LastFacts,
  type LastFactsRead,
  type LastLook,
  readLastFacts,
  readLastFactsOf,
  readLastLooks,
  saveLastFacts,
} from "./last-facts-store.ts";
import type { Schema } from "./schema.ts";
import {
  type KeptSample,
  type RecentSample,
  type StoredGap,
  type StoredSample,
  sampleColumns,
  type TimeRange,
  toSample,
} from "./stored-sample.ts";

/** Each campaign's past, and what was last known of it. All times are epoch ms. */
export interface HistoryStore {
  /**
   * All of it or nothing, durable once it resolves. Writing the same again changes nothing; facts never replace later
   * ones, but for those that are dated ahead of `now`, the writer's clock.
   */
  write(samples: readonly KeptSample[], lastFacts: readonly LastFacts[], now?: number): Promise<void>;
  /** At most `points` (≥ 2) samples in order of time: first, last, state changes, extremes of called and total. */
  samples(key: CampaignKey, range: TimeRange, points: number): Promise<StoredSample[]>;
  /** Every sample in order of time, page by page, for a range of any length. */
  everySample(key: CampaignKey, range: TimeRange): AsyncGenerator<KeptSample[], void, undefined>;
  /** The first sample there is; null: there is none. */
  observedSince(key: CampaignKey): Promise<number | null>;
  /** Gaps that touch the range, cut to it, in order of time; of very many the `most` longest. */
  gaps(key: CampaignKey, range: TimeRange, most: number): Promise<StoredGap[]>;
  /** The latest gaps by their beginning, newest first. */
  latestGaps(key: CampaignKey, most: number): Promise<StoredGap[]>;
  /** The latest changes of state or total, newest first, the very first sample included. */
  latestChanges(key: CampaignKey, most: number): Promise<SampleChange[]>;
  /** Samples from `since` on of every watched campaign, in order of time, by campaign path. */
  recentSamples(keys: readonly CampaignKey[], since: number): Promise<Map<string, RecentSample[]>>;
  /** What was last known of every watched campaign. */
  lastFacts(): Promise<LastFactsRead>;
  /** The same of these, watched or not, by campaign path; of what was never looked at, nothing. */
  lastFactsOf(keys: readonly CampaignKey[]): Promise<Map<string, LastFacts>>;
  /** By campaign path; of campaigns that were never looked at, nothing. */
  lastLooks(keys: readonly CampaignKey[]): Promise<Map<string, LastLook>>;
  /**
   * Deletes at most `most` samples older than `before` of the first campaign after `after` (null: of the very first).
   * Answers where to go on; null: every campaign was seen.
   */
  deleteOldSamples(before: number, after: CampaignKey | null, most: number): Promise<CampaignKey | null>;
  /** Forgets what was last known of what is neither watched nor archived and was last seen before `before`. */
  deleteOldFacts(before: number): Promise<void>;
}

/** Rows a statement: seven columns each stay far below either database's limit on parameters. */
const rowsPerStatement = 500;
/** Small enough that reading a page holds nobody up. */
const rowsPerPage = 2000;

export function createHistoryStore(db: Kysely<Schema>): HistoryStore {
  return {
    write: (samples, lastFacts, now = Number.MAX_SAFE_INTEGER) =>
      db.transaction().execute(async (transaction) => {
        await saveSamples(transaction, samples);
        await saveLastFacts(transaction, lastFacts, now);
      }),
    samples: (key, range, points) => downsampled(db, key, range, points),
    everySample: (key, range) => everySample(db, key, range),
    async observedSince(key) {
      const row = await samplesOf(db, key).select("at").orderBy("at").limit(1).executeTakeFirst();
      return row?.at ?? null;
    },
    gaps: (key, range, most) => readGaps(db, key, range, most),
    latestGaps: (key, most) => readLatestGaps(db, key, most),
    latestChanges: (key, most) => latestChanges(db, key, most),
    recentSamples: (keys, since) => readRecent(db, keys, since),
    lastFacts: () => readLastFacts(db),
    lastFactsOf: (keys) => readLastFactsOf(db, keys),
    lastLooks: (keys) => readLastLooks(db, keys),
    deleteOldSamples: (before, after, most) => deleteOldSamples(db, before, after, most),
    deleteOldFacts: (before) => deleteLastFactsOfUnwatched(db, before),
  };
}

function samplesOf(db: Kysely<Schema>, { sdkAppId, campaignId }: CampaignKey) {
  return db.selectFrom("samples").where("sdk_app_id", "=", sdkAppId).where("campaign_id", "=", campaignId);
}

async function saveSamples(db: Kysely<Schema>, samples: readonly KeptSample[]): Promise<void> {
  // One statement may not touch a row twice, and a clock that was set back may repeat a moment: the last one stands.
  const distinct = [
    ...new Map(samples.map((kept) => [`${campaignPath(kept.key)} ${kept.at}`, kept])).values(),
  ];
  for await (const some of inChunks(distinct, rowsPerStatement)) {
    const rows = some.map((kept) => ({
      sdk_app_id: kept.key.sdkAppId,
      campaign_id: kept.key.campaignId,
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
        conflict.columns(["sdk_app_id", "campaign_id", "at"]).doUpdateSet({
          called: (excluded) => excluded.ref("excluded.called"),
          total: (excluded) => excluded.ref("excluded.total"),
          state_code: (excluded) => excluded.ref("excluded.state_code"),
          unobserved_since: (excluded) => excluded.ref("excluded.unobserved_since"),
        }),
      )
      .execute();
  }
}

async function* everySample(
  db: Kysely<Schema>,
  key: CampaignKey,
  { from, to }: TimeRange,
): AsyncGenerator<KeptSample[], void, undefined> {
  let next = from;
  for (;;) {
    const rows = await samplesOf(db, key)
      .select([...sampleColumns, "unobserved_since"])
      .where("at", ">=", next)
      .where("at", "<=", to)
      .orderBy("at")
      .limit(rowsPerPage)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map((row) => ({ key, ...toSample(row), unobservedSince: row.unobserved_since }));
    if (rows.length < rowsPerPage) return;
    next = last.at + 1;
  }
}

async function readGaps(
  db: Kysely<Schema>,
  key: CampaignKey,
  { from, to }: TimeRange,
  most: number,
): Promise<StoredGap[]> {
  const rows = await samplesOf(db, key)
    .select(["at", "unobserved_since as since"])
    .where("unobserved_since", "is not", null)
    .where("unobserved_since", "<", to)
    // The sign keeps SQLite from going through all samples by their key instead of the few by the gaps' index.
    .where(sql<number>`+at`, ">", from)
    .orderBy(({ eb }) => eb("at", "-", eb.ref("unobserved_since")), "desc")
    .limit(most)
    .execute();
  return rows
    .map((row) => ({ from: Math.max(from, row.since ?? row.at), to: Math.min(to, row.at) }))
    .toSorted((one, other) => one.from - other.from);
}

async function readLatestGaps(db: Kysely<Schema>, key: CampaignKey, most: number): Promise<StoredGap[]> {
  const rows = await samplesOf(db, key)
    .select(["at", "unobserved_since as since"])
    .where("unobserved_since", "is not", null)
    .orderBy("unobserved_since", "desc")
    .limit(most)
    .execute();
  return rows.map(({ at, since }) => ({ from: since ?? at, to: at }));
}

/** An application at a time, so that every campaign is one look into the index. */
async function readRecent(
  db: Kysely<Schema>,
  keys: readonly CampaignKey[],
  since: number,
): Promise<Map<string, RecentSample[]>> {
  const recent = new Map<string, RecentSample[]>();
  for (const [sdkAppId, ofApplication] of Map.groupBy(keys, (key) => key.sdkAppId)) {
    const rows = await db
      .selectFrom("samples")
      .select(["campaign_id", "at", "called", "total", "state_code", "unobserved_since"])
      .where("sdk_app_id", "=", sdkAppId)
      .where(
        "campaign_id",
        "in",
        ofApplication.map((key) => key.campaignId),
      )
      .where("at", ">=", since)
      .orderBy("campaign_id")
      .orderBy("at")
      .execute();
    for (const [campaignId, samples] of Map.groupBy(rows, (row) => row.campaign_id)) {
      const kept = samples.map((row) => ({ ...toSample(row), unobservedSince: row.unobserved_since }));
      recent.set(campaignPath({ sdkAppId, campaignId }), kept);
    }
  }
  return recent;
}

async function deleteOldSamples(
  db: Kysely<Schema>,
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
    .where("sdk_app_id", "=", key.sdkAppId)
    .where("campaign_id", "=", key.campaignId)
    .where("at", "<", beyond?.at ?? before)
    .execute();
  // With more of it left, the same campaign comes next.
  return beyond ? { sdkAppId: key.sdkAppId, campaignId: key.campaignId - 1 } : key;
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
  return row ? { sdkAppId: row.sdk_app_id, campaignId: row.campaign_id } : null;
}

/** A sample at which state or total differ from the sample before; null: the upstream did not tell. */
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
 * The latest changes of state or total, newest first, the very first sample included. Goes back from stretch to stretch
 * in which neither changed; each is passed over within the database, up to the sample before it.
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
