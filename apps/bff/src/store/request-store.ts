import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { type ClusterSchema, notifyAll } from "./cluster-schema.ts";

/** A look that somebody waits for at another backend. */
export interface AskedLook {
  readonly id: string;
  /** refresh: of a campaign that is watched · peek: of one that need not be. */
  readonly kind: "refresh" | "peek";
  readonly key: CampaignKey;
}

/** Looks that backends ask of the one that asks the upstream. `reply` is JSON. Every step is told to everybody. */
export interface AskedLookStore {
  ask(look: AskedLook): Promise<void>;
  /** Those that wait for an answer and are not old. */
  waiting(): Promise<AskedLook[]>;
  reply(id: string, reply: string): Promise<void>;
  /** null: not answered yet. */
  readReply(id: string): Promise<string | null>;
  /** Nobody waits any more. */
  remove(id: string, notice: "abandoned" | null): Promise<void>;
  /** Forgets those that nobody removed. */
  deleteOld(): Promise<void>;
}

export function createAskedLookStore(db: Kysely<ClusterSchema>): AskedLookStore {
  return {
    ask: ({ id, kind, key }) =>
      db.transaction().execute(async (transaction) => {
        const ids = { sdk_app_id: key.sdkAppId, campaign_id: key.campaignId };
        await transaction
          .insertInto("asked_looks")
          .values({ id, kind, ...ids, asked_at: sql<Date>`now()`, reply: null })
          .execute();
        await notifyAll(transaction, { kind: "asked", id });
      }),

    async waiting() {
      const rows = await db
        .selectFrom("asked_looks")
        .select(["id", "kind", "sdk_app_id", "campaign_id"])
        .where("reply", "is", null)
        .where(sql<boolean>`asked_at > now() - interval '10 seconds'`)
        .execute();
      return rows.map(toAskedLook);
    },

    reply: (id, reply) =>
      db.transaction().execute(async (transaction) => {
        await transaction.updateTable("asked_looks").set({ reply }).where("id", "=", id).execute();
        await notifyAll(transaction, { kind: "replied", id });
      }),

    async readReply(id) {
      const row = await db.selectFrom("asked_looks").select("reply").where("id", "=", id).executeTakeFirst();
      return row?.reply ?? null;
    },

    remove: (id, notice) =>
      db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom("asked_looks").where("id", "=", id).execute();
        if (notice !== null) await notifyAll(transaction, { kind: notice, id });
      }),

    async deleteOld() {
      await db
        .deleteFrom("asked_looks")
        .where(sql<boolean>`asked_at < now() - interval '10 minutes'`)
        .execute();
    },
  };
}

function toAskedLook(row: { id: string; kind: string; sdk_app_id: number; campaign_id: number }): AskedLook {
  return {
    id: row.id,
    kind: row.kind === "peek" ? "peek" : "refresh",
    key: { sdkAppId: row.sdk_app_id, campaignId: row.campaign_id },
  };
}
