import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, type Selectable, sql } from "kysely";
import { type Account, accountOf } from "../config/account.ts";
import { inChunks } from "../in-chunks.ts";
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

const rowsPerStatement = 1000;
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
            sdk_app_id: key.sdkAppId,
            campaign_id: key.campaignId,
            account: accountOf(accounts, key)?.name ?? "",
            seq: sql<number>`nextval('live_campaigns_seq')`,
            term,
            state,
          }));
          await save(transaction, rows);
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
        const rows = await db
          .selectFrom("live_campaigns")
          .select(columns)
          .where(({ eb, refTuple, tuple }) =>
            eb(
              refTuple("sdk_app_id", "campaign_id"),
              "in",
              some.map(({ sdkAppId, campaignId }) => tuple(sdkAppId, campaignId)),
            ),
          )
          .execute();
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

type LiveCampaignRow = Selectable<ClusterSchema["live_campaigns"]>;

function toLiveCampaign(row: Pick<LiveCampaignRow, (typeof columns)[number]>): LiveCampaign {
  return {
    key: { sdkAppId: row.sdk_app_id, campaignId: row.campaign_id },
    seq: row.seq,
    state: row.state,
  };
}

async function save(
  db: Kysely<ClusterSchema>,
  rows: readonly (Omit<LiveCampaignRow, "seq"> & { seq: ReturnType<typeof sql<number>> })[],
): Promise<void> {
  await db
    .insertInto("live_campaigns")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(["sdk_app_id", "campaign_id"])
        .doUpdateSet({
          account: (excluded) => excluded.ref("excluded.account"),
          seq: (excluded) => excluded.ref("excluded.seq"),
          term: (excluded) => excluded.ref("excluded.term"),
          state: (excluded) => excluded.ref("excluded.state"),
        })
        .whereRef("live_campaigns.term", "<=", "excluded.term"),
    )
    .execute();
}
