import { type CampaignKey, campaignKeySchema, focusLimits } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { upsert } from "./campaign-columns.ts";
import { type ClusterSchema, writeAndNotify } from "./cluster-schema.ts";
import { readJson } from "./read-json.ts";

/** Written longer ago than a focus lasts, or so many times that, by the database's clock. */
const lapsed = (times: number) =>
  sql<boolean>`put_at < now() - ${(times * focusLimits.lapsesAfterMs) / 1000} * interval '1 second'`;

const campaignsSchema = z.array(campaignKeySchema);

export function createViewersFocusStore(db: Kysely<ClusterSchema>) {
  return {
    put: (backend: string, campaigns: readonly CampaignKey[]) =>
      writeAndNotify(db, { kind: "focus" }, (transaction) => {
        const row = { backend, campaigns: JSON.stringify(campaigns), putAt: sql<Date>`now()` };
        return upsert(transaction, "viewersFocus", [row], ["backend"]).execute();
      }),

    async ofOthers(backend: string): Promise<{ backend: string; campaigns: CampaignKey[] }[]> {
      const rows = await db
        .selectFrom("viewersFocus")
        .select(["backend", "campaigns"])
        .where("backend", "<>", backend)
        .where(({ not }) => not(lapsed(1)))
        .execute();
      return rows.map((row) => ({
        backend: row.backend,
        campaigns: readJson(campaignsSchema, row.campaigns) ?? [],
      }));
    },

    async deleteOld(): Promise<void> {
      await db.deleteFrom("viewersFocus").where(lapsed(10)).execute();
    },
  };
}
