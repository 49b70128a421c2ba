import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, type Selectable, sql } from "kysely";
import { type Account, accountOf } from "../config/account.ts";
import { inChunks } from "../in-chunks.ts";
import { isOfOne, rowsPerStatement, takingInserted, toColumns, toKey } from "./campaign-columns.ts";
import { type ClusterSchema, notifyAll } from "./cluster-schema.ts";

/** A campaign's state as the leader wrote it last. */
export interface LiveCampaign {
  readonly key: CampaignKey;
  /** Grows with each write. */
  readonly seq: number;
  /** JSON. */
  readonly state: string;
}

export type LiveCampaignStore = ReturnType<typeof createLiveCampaignStore>;

const columns = ["sdk_app_id", "campaign_id", "seq", "state"] as const;

/** What the leader publishes for its followers. Earlier versions read each account's rows by themselves. */
export function createLiveCampaignStore(
  db: Kysely<ClusterSchema>,
  accounts: readonly Pick<Account, "name" | "sdkAppIds">[],
) {
  return {
    /** What a later term of the lease has written stays. Notifies all backends. */
    write: (term: number, campaigns: readonly Omit<LiveCampaign, "seq">[]): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        for await (const some of inChunks(campaigns, rowsPerStatement)) {
          const rows = some.map(({ key, state }) => ({
            ...toColumns(key),
            account: accountOf(accounts, key)?.name ?? "",
            seq: sql<number>`nextval('live_campaigns_seq')`,
            term,
            state,
          }));
          await transaction
            .insertInto("live_campaigns")
            .values(rows)
            .onConflict((conflict) =>
              conflict
                .columns(["sdk_app_id", "campaign_id"])
                .doUpdateSet(takingInserted("account", "seq", "term", "state"))
                .whereRef("live_campaigns.term", "<=", "excluded.term"),
            )
            .execute();
        }
        await notifyAll(transaction, { kind: "campaigns" });
      }),

    /** In order. */
    async since(seq: number): Promise<LiveCampaign[]> {
      const rows = await db
        .selectFrom("live_campaigns")
        .select(columns)
        .where(
          "account",
          "in",
          accounts.map(({ name }) => name),
        )
        .where("seq", ">", seq)
        .orderBy("seq")
        .execute();
      return rows.map(toLiveCampaign);
    },

    async of(keys: readonly CampaignKey[]): Promise<LiveCampaign[]> {
      const campaigns: LiveCampaign[] = [];
      for await (const some of inChunks(keys, rowsPerStatement)) {
        const rows = await db.selectFrom("live_campaigns").select(columns).where(isOfOne(some)).execute();
        campaigns.push(...rows.map(toLiveCampaign));
      }
      return campaigns;
    },

    async deleteUnwatched(): Promise<void> {
      await sql`delete from live_campaigns l where not exists (
        select 1 from watch_list w where w.sdk_app_id = l.sdk_app_id and w.campaign_id = l.campaign_id
      )`.execute(db);
    },
  };
}

function toLiveCampaign(
  row: Pick<Selectable<ClusterSchema["live_campaigns"]>, (typeof columns)[number]>,
): LiveCampaign {
  return { key: toKey(row), seq: row.seq, state: row.state };
}
