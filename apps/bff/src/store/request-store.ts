import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { keyColumns, toKey } from "./campaign-columns.ts";
import { type ClusterSchema, notifyAll } from "./cluster-schema.ts";

/** A user's request that a follower forwards to the leader. */
export interface PendingRequest {
  readonly id: string;
  /** refresh: of a watched campaign · peek: a preview of one that need not be watched. */
  readonly kind: "refresh" | "peek";
  readonly key: CampaignKey;
}

/** Every change is notified to all backends. `reply` is JSON. */
export function createPendingRequestStore(db: Kysely<ClusterSchema>) {
  return {
    add: ({ id, kind, key }: PendingRequest): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto("askedLooks")
          .values({ id, kind, ...toKey(key), askedAt: sql<Date>`now()`, reply: null })
          .execute();
        await notifyAll(transaction, { kind: "asked", id });
      }),

    /** Those without a reply that are not old. */
    async waiting(): Promise<PendingRequest[]> {
      const rows = await db
        .selectFrom("askedLooks")
        .select(["id", "kind", ...keyColumns])
        .where("reply", "is", null)
        .where(sql<boolean>`asked_at > now() - interval '10 seconds'`)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        kind: row.kind === "peek" ? "peek" : "refresh",
        key: toKey(row),
      }));
    },

    reply: (id: string, reply: string): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        await transaction.updateTable("askedLooks").set({ reply }).where("id", "=", id).execute();
        await notifyAll(transaction, { kind: "replied", id });
      }),

    async readReply(id: string): Promise<string | null> {
      const row = await db.selectFrom("askedLooks").select("reply").where("id", "=", id).executeTakeFirst();
      return row?.reply ?? null;
    },

    remove: (id: string): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom("askedLooks").where("id", "=", id).execute();
        await notifyAll(transaction, { kind: "abandoned", id });
      }),

    /** Those that a killed backend left. */
    async deleteOld(): Promise<void> {
      await db
        .deleteFrom("askedLooks")
        .where(sql<boolean>`asked_at < now() - interval '10 minutes'`)
        .execute();
    },
  };
}
