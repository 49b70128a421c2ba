import { type AttentionKind, attentionKinds, type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Kysely } from "kysely";
import { z } from "zod";
import { clocksDifferByMs } from "../clock.ts";
import { inChunks } from "../in-chunks.ts";
import type { Schema } from "./schema.ts";

/** Everything that a campaign needs attention for as of one look; `at` and `since` are epoch ms. */
export interface SeenAttention {
  readonly key: CampaignKey;
  readonly at: number;
  readonly kinds: readonly { readonly kind: AttentionKind; readonly since: number }[];
  /** Whether what is not among them is over; false: that look could not tell. */
  readonly complete: boolean;
  /** Nobody is to be told of it. */
  readonly silent?: boolean;
}

export interface StoredAttention {
  readonly kind: AttentionKind;
  readonly since: number;
  /** null: it lasts. */
  readonly until: number | null;
}

/** When campaigns needed attention, and what for. */
export interface AttentionStore {
  /**
   * All of it or nothing, in order: what is new begins, what is not seen any more ends, what goes on stays as it is,
   * whoever began it. Writing the same again changes nothing. Answers the campaigns of which a later look was written
   * already, unless that is dated ahead of `now`, the writer's clock: of those, nothing changes.
   */
  write(seen: readonly SeenAttention[], now?: number): Promise<CampaignKey[]>;
  /** The latest by `since`, newest first. */
  latest(key: CampaignKey, most: number): Promise<StoredAttention[]>;
  /** Deletes what was over before `before`, epoch ms, and forgets looks that were before. */
  deleteOld(before: number): Promise<void>;
}

/** Something began (`until` null) or ended, as of the look `at`. */
export interface AttentionChange extends StoredAttention {
  readonly key: CampaignKey;
  readonly at: number;
}

/** What lasts, by campaign path and kind: since when. */
type Lasting = Map<string, Map<string, number>>;

/** A later version may have written others. */
const kindSchema = z.enum(attentionKinds).catch("unknown");
/** Rows a statement. */
const rowsPerStatement = 500;

/** Called with what is new, within the transaction that keeps it: what it writes is kept with it or not at all. */
export type OnAttentionChanges = (
  transaction: Kysely<Schema>,
  changes: readonly AttentionChange[],
) => Promise<void>;

export function createAttentionStore(db: Kysely<Schema>, onChanges?: OnAttentionChanges): AttentionStore {
  return {
    write: (seen, now = Number.MAX_SAFE_INTEGER) =>
      db.transaction().execute(async (transaction) => {
        const late: CampaignKey[] = [];
        const news: AttentionChange[] = [];
        for (const round of roundsOf(seen)) {
          const isCurrent = await moveOn(transaction, round, now);
          late.push(...round.filter((one) => !isCurrent(one)).map(({ key }) => key));
          const current = round.filter(isCurrent);
          const lasting = await readLasting(transaction, current);
          for (const one of current)
            for (const change of changesOf(one, lasting))
              if ((await save(transaction, change)) && one.silent !== true) news.push(change);
        }
        if (news.length > 0) await onChanges?.(transaction, news);
        return late;
      }),

    async latest({ sdkAppId, campaignId }, most) {
      const rows = await db
        .selectFrom("attention")
        .select(["kind", "since", "until"])
        .where("sdk_app_id", "=", sdkAppId)
        .where("campaign_id", "=", campaignId)
        .orderBy("since", "desc")
        .limit(most)
        .execute();
      return rows.map(({ kind, since, until }) => ({ kind: kindSchema.parse(kind), since, until }));
    },

    async deleteOld(before) {
      await db.deleteFrom("attention").where("until", "<", before).execute();
      await db.deleteFrom("attention_observed").where("observed_at", "<", before).execute();
    },
  };
}

/** In order; a campaign once in each, all in the order of their keys, so that two writers never wait for each other. */
function roundsOf(seen: readonly SeenAttention[]): SeenAttention[][] {
  const rounds: SeenAttention[][] = [];
  for (const ofOne of Map.groupBy(seen, ({ key }) => campaignPath(key)).values())
    for (const [round, one] of ofOne.entries()) (rounds[round] ??= []).push(one);
  return rounds.map((round) =>
    round.toSorted(
      ({ key: one }, { key: other }) => one.sdkAppId - other.sdkAppId || one.campaignId - other.campaignId,
    ),
  );
}

/** Whether a look is not older than what was written before; nobody else writes of these until the transaction ends. */
async function moveOn(
  db: Kysely<Schema>,
  round: readonly SeenAttention[],
  now: number,
): Promise<(one: SeenAttention) => boolean> {
  const moved = new Set<string>();
  for await (const some of inChunks(round, rowsPerStatement)) {
    const rows = some.map(({ key, at }) => ({
      sdk_app_id: key.sdkAppId,
      campaign_id: key.campaignId,
      observed_at: at,
    }));
    const current = await db
      .insertInto("attention_observed")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(["sdk_app_id", "campaign_id"])
          .doUpdateSet({ observed_at: (excluded) => excluded.ref("excluded.observed_at") })
          .where(({ eb, or, ref }) =>
            or([
              eb("attention_observed.observed_at", "<=", ref("excluded.observed_at")),
              eb("attention_observed.observed_at", ">", now + clocksDifferByMs),
            ]),
          ),
      )
      .returning(["sdk_app_id", "campaign_id"])
      .execute();
    for (const row of current)
      moved.add(campaignPath({ sdkAppId: row.sdk_app_id, campaignId: row.campaign_id }));
  }
  return ({ key }) => moved.has(campaignPath(key));
}

async function readLasting(db: Kysely<Schema>, seen: readonly SeenAttention[]): Promise<Lasting> {
  const lasting: Lasting = new Map(seen.map(({ key }) => [campaignPath(key), new Map<string, number>()]));
  const campaignIds = [...new Set(seen.map(({ key }) => key.campaignId))];
  if (campaignIds.length === 0) return lasting;
  const rows = await db
    .selectFrom("attention")
    .select(["sdk_app_id", "campaign_id", "kind", "since"])
    .where("until", "is", null)
    .where("campaign_id", "in", campaignIds)
    .execute();
  for (const row of rows)
    lasting
      .get(campaignPath({ sdkAppId: row.sdk_app_id, campaignId: row.campaign_id }))
      ?.set(row.kind, row.since);
  return lasting;
}

/** What a look changes of what lasts, which then stands as after it. */
function changesOf({ key, at, kinds, complete }: SeenAttention, all: Lasting): AttentionChange[] {
  const lasting = all.get(campaignPath(key)) ?? new Map<string, number>();
  const changes: AttentionChange[] = [];
  const seen = new Set<string>(kinds.map(({ kind }) => kind));
  for (const [kind, since] of complete ? lasting : []) {
    if (seen.has(kind)) continue;
    lasting.delete(kind);
    // A clock that was set back must not end it before it began.
    changes.push({ key, at, kind: kind as AttentionKind, since, until: Math.max(at, since) });
  }
  for (const { kind, since } of kinds) {
    if (lasting.has(kind)) continue;
    lasting.set(kind, since);
    changes.push({ key, at, kind, since, until: null });
  }
  return changes;
}

/** True if it is new: the same kind with the same beginning is the same thing, and one that seemed over goes on. */
async function save(db: Kysely<Schema>, change: AttentionChange): Promise<boolean> {
  const { key, at, kind, since, until } = change;
  const known = await db
    .updateTable("attention")
    .set({ until })
    .where("sdk_app_id", "=", key.sdkAppId)
    .where("campaign_id", "=", key.campaignId)
    .where("kind", "=", kind)
    .where("since", "=", since)
    .executeTakeFirst();
  if (known.numUpdatedRows > 0n) return until !== null;
  await db
    .insertInto("attention")
    .values({ sdk_app_id: key.sdkAppId, campaign_id: key.campaignId, kind, since, noticed_at: at, until })
    .execute();
  return true;
}
