import { type CampaignKey, campaignKeySchema, focusLimits } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { type ClusterSchema, notifyAll } from "./cluster-schema.ts";

/** What is on screens, by backend. What a backend put lapses by the database's clock. */
export interface ViewersFocusStore {
  /** Replaces what this backend put before, and tells everybody. */
  put(backend: string, campaigns: readonly CampaignKey[]): Promise<void>;
  /** What the other backends put and has not lapsed. */
  ofOthers(backend: string): Promise<{ backend: string; campaigns: CampaignKey[] }[]>;
  /** Forgets what lapsed long ago. */
  deleteOld(): Promise<void>;
}

/** What was put longer ago than a focus holds, or so many times that. */
const lapsed = (times: number) =>
  sql<boolean>`put_at < now() - ${(times * focusLimits.lapsesAfterMs) / 1000} * interval '1 second'`;

const campaignsSchema = z.array(campaignKeySchema);

export function createViewersFocusStore(db: Kysely<ClusterSchema>): ViewersFocusStore {
  return {
    put: (backend, campaigns) =>
      db.transaction().execute(async (transaction) => {
        const row = { campaigns: JSON.stringify(campaigns), put_at: sql<Date>`now()` };
        await transaction
          .insertInto("viewers_focus")
          .values({ backend, ...row })
          .onConflict((conflict) => conflict.column("backend").doUpdateSet(row))
          .execute();
        await notifyAll(transaction, { kind: "focus" });
      }),

    async ofOthers(backend) {
      const rows = await db
        .selectFrom("viewers_focus")
        .select(["backend", "campaigns"])
        .where("backend", "<>", backend)
        .where(({ not }) => not(lapsed(1)))
        .execute();
      return rows.map((row) => ({
        backend: row.backend,
        campaigns: campaignsSchema.catch([]).parse(JSON.parse(row.campaigns)),
      }));
    },

    async deleteOld() {
      await db.deleteFrom("viewers_focus").where(lapsed(10)).execute();
    },
  };
}
