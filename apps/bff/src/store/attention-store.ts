import { type AttentionKind, attentionKinds, type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Kysely } from "kysely";
import { z } from "zod";
import { clocksDifferByMs } from "../clock.ts";
import { inChunks } from "../in-chunks.ts";
import { isOf, isOfOne, rowsPerStatement, takingInserted, toColumns, toKey } from "./campaign-columns.ts";
import type { Schema } from "./schema.ts";

/** What a campaign needs attention for as of one observation; `at` and `since` are epoch ms. */
export interface ObservedAttention {
  readonly key: CampaignKey;
  readonly at: number;
  readonly kinds: readonly { readonly kind: AttentionKind; readonly since: number }[];
  /** Other kinds are over; false: the observation failed and cannot know. */
  readonly complete: boolean;
  /** Without alerts. */
  readonly silent?: boolean;
}

export interface StoredAttention {
  readonly kind: AttentionKind;
  readonly since: number;
  /** null: it lasts. */
  readonly until: number | null;
}

/** Something began (`until` null) or ended, as of the observation at `at`. */
export interface AttentionChange extends StoredAttention {
  readonly key: CampaignKey;
  readonly at: number;
}

/** Lasting attention by campaign path and kind: since when. */
type Lasting = Map<string, Map<string, number>>;

/** A later version may have written others. */
const kindSchema = z.enum(attentionKinds).catch("unknown");

/** Called with the changes, within the transaction that writes them. */
export type OnAttentionChanges = (
  transaction: Kysely<Schema>,
  changes: readonly AttentionChange[],
) => Promise<void>;

export type AttentionStore = ReturnType<typeof createAttentionStore>;

/** When campaigns needed attention, and what for. */
export function createAttentionStore(db: Kysely<Schema>, onChanges?: OnAttentionChanges) {
  return {
    /**
     * In order and in one transaction. Writing the same again changes nothing. Answers the campaigns of which a later
     * observation was written before, unless that is dated in the future of `now`, the writer's clock: they are unchanged.
     */
    write: (observed: readonly ObservedAttention[], now = Number.MAX_SAFE_INTEGER): Promise<CampaignKey[]> =>
      db.transaction().execute(async (transaction) => {
        const late: CampaignKey[] = [];
        const alerts: AttentionChange[] = [];
        for (const round of roundsOf(observed)) {
          const isCurrent = await moveOn(transaction, round, now);
          late.push(...round.filter((one) => !isCurrent(one)).map(({ key }) => key));
          const current = round.filter(isCurrent);
          const lasting = await readLasting(transaction, current);
          for (const one of current)
            for (const change of changesOf(one, lasting))
              if ((await save(transaction, change)) && one.silent !== true) alerts.push(change);
        }
        if (alerts.length > 0) await onChanges?.(transaction, alerts);
        return late;
      }),

    /** Newest first. */
    async latest(key: CampaignKey, most: number): Promise<StoredAttention[]> {
      const rows = await db
        .selectFrom("attention")
        .select(["kind", "since", "until"])
        .where(isOf(key))
        .orderBy("since", "desc")
        .limit(most)
        .execute();
      return rows.map(({ kind, since, until }) => ({ kind: kindSchema.parse(kind), since, until }));
    },

    /** Attention that was over, and observations that were made, before `before`, epoch ms. */
    async deleteOld(before: number): Promise<void> {
      await db.deleteFrom("attention").where("until", "<", before).execute();
      await db.deleteFrom("attention_observed").where("observed_at", "<", before).execute();
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
async function moveOn(
  db: Kysely<Schema>,
  round: readonly ObservedAttention[],
  now: number,
): Promise<(one: ObservedAttention) => boolean> {
  const moved = new Set<string>();
  for await (const some of inChunks(round, rowsPerStatement)) {
    const current = await db
      .insertInto("attention_observed")
      .values(some.map(({ key, at }) => ({ ...toColumns(key), observed_at: at })))
      .onConflict((conflict) =>
        conflict
          .columns(["sdk_app_id", "campaign_id"])
          .doUpdateSet(takingInserted("observed_at"))
          .where(({ eb, or, ref }) =>
            or([
              eb("attention_observed.observed_at", "<=", ref("excluded.observed_at")),
              eb("attention_observed.observed_at", ">", now + clocksDifferByMs),
            ]),
          ),
      )
      .returning(["sdk_app_id", "campaign_id"])
      .execute();
    for (const row of current) moved.add(campaignPath(toKey(row)));
  }
  return ({ key }) => moved.has(campaignPath(key));
}

async function readLasting(db: Kysely<Schema>, observed: readonly ObservedAttention[]): Promise<Lasting> {
  const keys = observed.map(({ key }) => key);
  const lasting: Lasting = new Map(keys.map((key) => [campaignPath(key), new Map<string, number>()]));
  const rows = await db
    .selectFrom("attention")
    .select(["sdk_app_id", "campaign_id", "kind", "since"])
    .where("until", "is", null)
    .where(isOfOne(keys))
    .execute();
  for (const row of rows) lasting.get(campaignPath(toKey(row)))?.set(row.kind, row.since);
  return lasting;
}

/** The changes of one observation, which are applied to `all`. */
function changesOf({ key, at, kinds, complete }: ObservedAttention, all: Lasting): AttentionChange[] {
  const lasting = all.get(campaignPath(key)) ?? new Map<string, number>();
  const changes: AttentionChange[] = [];
  const observed = new Set<string>(kinds.map(({ kind }) => kind));
  for (const [kind, since] of complete ? lasting : []) {
    if (observed.has(kind)) continue;
    lasting.delete(kind);
    // Not before it began, if the clock was set back.
    changes.push({ key, at, kind: kind as AttentionKind, since, until: Math.max(at, since) });
  }
  for (const { kind, since } of kinds) {
    if (lasting.has(kind)) continue;
    lasting.set(kind, since);
    changes.push({ key, at, kind, since, until: null });
  }
  return changes;
}

/** True if it is new. The same kind since the same moment is the same attention; one that seemed over goes on. */
async function save(db: Kysely<Schema>, change: AttentionChange): Promise<boolean> {
  const { key, at, kind, since, until } = change;
  const known = await db
    .updateTable("attention")
    .set({ until })
    .where(isOf(key))
    .where("kind", "=", kind)
    .where("since", "=", since)
    .executeTakeFirst();
  if (known.numUpdatedRows > 0n) return until !== null;
  await db
    .insertInto("attention")
    .values({ ...toColumns(key), kind, since, noticed_at: at, until })
    .execute();
  return true;
}
