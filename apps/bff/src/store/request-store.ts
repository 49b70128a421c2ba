import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { toKey } from "./campaign-columns.ts";
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
      const { rows } = await sql<ClusterSchema["askedLooks"]>`select * from asked_looks
        where reply is null and asked_at > now() - interval '10 seconds'`.execute(db);
      return rows.map(({ id, kind, ...row }) => ({
        id,
        kind: kind === "peek" ? "peek" : "refresh",
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
      await sql`delete from asked_looks where asked_at < now() - interval '10 minutes'`.execute(db);
    },
  };
}
