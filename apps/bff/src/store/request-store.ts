import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { keyColumns, toKey } from "./campaign-columns.ts";
import { type ClusterSchema, writeAndNotify } from "./cluster-schema.ts";

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
    add: ({ id, kind, key }: PendingRequest) =>
      writeAndNotify(db, { kind: "asked", id }, (transaction) => {
        const row = { id, kind, ...toKey(key), askedAt: sql<Date>`now()`, reply: null };
        return transaction.insertInto("askedLooks").values(row).execute();
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

    reply: (id: string, reply: string) =>
      writeAndNotify(db, { kind: "replied", id }, (transaction) =>
        transaction.updateTable("askedLooks").set({ reply }).where("id", "=", id).execute(),
      ),

    async readReply(id: string): Promise<string | null> {
      const row = await db.selectFrom("askedLooks").select("reply").where("id", "=", id).executeTakeFirst();
      return row?.reply ?? null;
    },

    remove: (id: string) =>
      writeAndNotify(db, { kind: "abandoned", id }, (transaction) =>
        transaction.deleteFrom("askedLooks").where("id", "=", id).execute(),
      ),

    /** Those that a killed backend left. */
    async deleteOld(): Promise<void> {
      await db
        .deleteFrom("askedLooks")
        .where(sql<boolean>`asked_at < now() - interval '10 minutes'`)
        .execute();
    },
  };
}
