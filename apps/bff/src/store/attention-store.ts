import {
  type AttentionKind,
  type AwayState,
  attentionKinds,
  awayStates,
  type CampaignKey,
  campaignPath,
} from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { inStatements, isNotEarlier, isOf, isOfOne, keyColumns, toKey, upsert } from "./campaign-columns.ts";
import type { Schema, WriterClock } from "./schema.ts";

/** What a campaign needs attention for, or the state in which its agent is away. */
export type JournalKind = AttentionKind | AwayState;

/** What a campaign needs attention for as of one observation; `at` and `since` are epoch ms. */
export interface ObservedAttention {
  readonly key: CampaignKey;
  readonly at: number;
  readonly kinds: readonly { readonly kind: JournalKind; readonly since: number }[];
  /** Other kinds are over; false: the observation failed and cannot know. */
  readonly complete: boolean;
  readonly silent?: boolean;
}

export interface StoredAttention {
  readonly kind: JournalKind;
  readonly since: number;
  readonly until: number | null;
}

/** Something began (`until` null) or ended, as of the observation at `at`. */
export interface AttentionChange extends StoredAttention {
  readonly key: CampaignKey;
  readonly at: number;
}

/** A later version may have written others. */
const kindSchema = z.enum([...attentionKinds, ...awayStates]).catch("unknown");

/** Called with the changes, within the transaction that writes them. */
export type OnAttentionChanges = (
  transaction: Kysely<Schema>,
  changes: readonly AttentionChange[],
) => Promise<void>;

export type AttentionStore = ReturnType<typeof createAttentionStore>;

export function createAttentionStore(db: Kysely<Schema>, onChanges?: OnAttentionChanges) {
  return {
    /** Idempotent. Answers the campaigns left unchanged since a later observation was written, unless that is in the writer's future. */
    write: (
      observed: readonly ObservedAttention[],
      now: WriterClock = () => Number.MAX_SAFE_INTEGER,
    ): Promise<CampaignKey[]> =>
      db.transaction().execute(async (transaction) => {
        const late: CampaignKey[] = [];
        const alerts: AttentionChange[] = [];
        for (const round of roundsOf(observed)) {
          const moved = await moveOn(transaction, round, now);
          const { current = [], outdated = [] } = Object.groupBy(round, ({ key }) =>
            moved.has(campaignPath(key)) ? "current" : "outdated",
          );
          late.push(...outdated.map(({ key }) => key));
          const lasting = await readLasting(
            transaction,
            current.map(({ key }) => key),
          );
          const kept = await readKept(transaction, current);
          for (const one of current.map((each) =>
            kept.has(campaignPath(each.key)) ? each : { ...each, kinds: [] },
          ))
            for (const change of changesOf(one, lasting.get(campaignPath(one.key)) ?? []))
              if ((await save(transaction, change)) && one.silent !== true) alerts.push(change);
        }
        if (alerts.length > 0) await onChanges?.(transaction, alerts);
        return late;
      }),

    /** What lasts, by campaign path. */
    lasting: (keys: readonly CampaignKey[]): Promise<ReadonlyMap<string, readonly StoredAttention[]>> =>
      readLasting(db, keys),

    async latest(key: CampaignKey, most: number): Promise<StoredAttention[]> {
      const { rows } = await sql<StoredAttention>`select kind, since, until from attention
        where ${isOf(key)} order by since desc limit ${most}`.execute(db);
      return rows.map(({ kind, since, until }) => ({ kind: kindSchema.parse(kind), since, until }));
    },

    async deleteOld(before: number): Promise<void> {
      await db.deleteFrom("attention").where("until", "<", before).execute();
      await db.deleteFrom("attentionObserved").where("observedAt", "<", before).execute();
    },
  };
}

/** Each campaign once per round, in the order of the keys, so that two writers cannot deadlock. */
function roundsOf(observed: readonly ObservedAttention[]): ObservedAttention[][] {
  const rounds: ObservedAttention[][] = [];
  for (const ofOne of Map.groupBy(observed, ({ key }) => campaignPath(key)).values())
    for (const [round, one] of ofOne.entries()) (rounds[round] ??= []).push(one);
  return rounds.map((round) =>
    round.toSorted(
      ({ key: one }, { key: other }) => one.sdkAppId - other.sdkAppId || one.campaignId - other.campaignId,
    ),
  );
}

/** Answers which are not older than what was written before, and locks their rows until the transaction ends. */
async function moveOn(db: Kysely<Schema>, round: readonly ObservedAttention[], now: WriterClock) {
  const moved = await inStatements(round, (some) =>
    upsert(
      db,
      "attentionObserved",
      some.map(({ key, at }) => ({ ...toKey(key), observedAt: at })),
      keyColumns,
      isNotEarlier("attention_observed", now),
    ).returning(keyColumns),
  );
  return new Set(moved.map(campaignPath));
}

/** By campaign path. */
async function readLasting(db: Kysely<Schema>, keys: readonly CampaignKey[]) {
  const { rows } = await sql<CampaignKey & StoredAttention>`select * from attention
    where until is null and ${isOfOne(keys)}`.execute(db);
  return Map.groupBy(rows, campaignPath);
}

/** Those that are watched or archived, by campaign path. Of others, which were removed, nothing begins. */
async function readKept(db: Kysely<Schema>, observed: readonly ObservedAttention[]) {
  const isObserved = isOfOne(observed.map(({ key }) => key));
  const { rows } = await sql<CampaignKey>`select sdk_app_id, campaign_id from watch_list where ${isObserved}
    union all select sdk_app_id, campaign_id from archive where ${isObserved}`.execute(db);
  return new Set(rows.map(campaignPath));
}

/** In the transaction that removes these campaigns: what they needed is over, without alerts. */
export async function endAttention(db: Kysely<Schema>, keys: readonly CampaignKey[], at: number) {
  const removed = keys.map((key) => ({ key, at, kinds: [], complete: true }));
  for (const round of roundsOf(removed)) {
    // Concurrent writers wait for these rows, and see then that the campaigns are removed.
    await moveOn(db, round, () => at);
    await inStatements(round, (some) =>
      db
        .updateTable("attention")
        .set({ until: sql<number>`case when since > ${at} then since else ${at} end` })
        .where("until", "is", null)
        .where(isOfOne(some.map(({ key }) => key))),
    );
  }
}

function changesOf(
  { key, at, kinds, complete }: ObservedAttention,
  lasting: readonly { readonly kind: string; readonly since: number }[],
): AttentionChange[] {
  const over = lasting.filter(({ kind }) => complete && !kinds.some((one) => one.kind === kind));
  const begun = kinds.filter(({ kind }) => !lasting.some((one) => one.kind === kind));
  return [
    // Not before it began, if the clock was set back.
    ...over.map(({ kind, since }) => ({
      key,
      at,
      kind: kind as JournalKind,
      since,
      until: Math.max(at, since),
    })),
    ...begun.map(({ kind, since }) => ({ key, at, kind, since, until: null })),
  ];
}

/** True if it is new. The same kind since the same moment is the same attention; one that seemed over goes on. */
async function save(db: Kysely<Schema>, change: AttentionChange): Promise<boolean> {
  const { key, at, kind, since, until } = change;
  const known = await sql`update attention set until = ${until}
    where ${isOf(key)} and kind = ${kind} and since = ${since}`.execute(db);
  if (known.numAffectedRows) return until !== null;
  await db
    .insertInto("attention")
    .values({ ...toKey(key), kind, since, noticedAt: at, until })
    .execute();
  return true;
}
