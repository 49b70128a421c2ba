import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import type { ClusterSchema } from "./cluster-schema.ts";
import { notifyAll } from "./notify-all.ts";

/** A campaign as its state was written last. */
export interface LiveCampaign {
  readonly key: CampaignKey;
  /** Grows with each write, over all campaigns. */
  readonly seq: number;
  /** JSON. */
  readonly state: string;
}

/** Campaigns as the backend that asks the upstream sees them, for the others. */
export interface LiveCampaignStore {
  /** Under that term of the lease; what a later term has written stands. Tells everybody. */
  write(term: number, campaigns: readonly Omit<LiveCampaign, "seq">[]): Promise<void>;
  /** What was written after `seq`, in order. */
  since(seq: number): Promise<LiveCampaign[]>;
  of(keys: readonly CampaignKey[]): Promise<LiveCampaign[]>;
  /** Forgets campaigns that nobody watches any more. */
  deleteUnwatched(): Promise<void>;
}

/** Rows a statement. */
const rowsPerStatement = 1000;

export function createLiveCampaignStore(db: Kysely<ClusterSchema>): LiveCampaignStore {
  return {
    write: (term, campaigns) =>
      db.transaction().execute(async (transaction) => {
        for (let start = 0; start < campaigns.length; start += rowsPerStatement)
          await save(transaction, term, campaigns.slice(start, start + rowsPerStatement));
        await notifyAll(transaction, { kind: "campaigns" });
      }),

    async since(seq) {
      const rows = await db
        .selectFrom("live_campaigns")
        .select(columns)
        .where("seq", ">", seq)
        .orderBy("seq")
        .execute();
      return rows.map(toLiveCampaign);
    },

    async of(keys) {
      const campaigns: LiveCampaign[] = [];
      for (let start = 0; start < keys.length; start += rowsPerStatement) {
        const some = keys.slice(start, start + rowsPerStatement);
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

    async deleteUnwatched() {
      await sql`delete from live_campaigns l where not exists (
        select 1 from watch_list w where w.sdk_app_id = l.sdk_app_id and w.campaign_id = l.campaign_id
      )`.execute(db);
    },
  };
}

const columns = ["sdk_app_id", "campaign_id", "seq", "state"] as const;

function toLiveCampaign(row: { sdk_app_id: number; campaign_id: number; seq: number; state: string }) {
  return {
    key: { sdkAppId: row.sdk_app_id, campaignId: row.campaign_id },
    seq: row.seq,
    state: row.state,
  };
}

async function save(
  db: Kysely<ClusterSchema>,
  term: number,
  campaigns: readonly Omit<LiveCampaign, "seq">[],
): Promise<void> {
  const rows = campaigns.map(({ key, state }) => ({
    sdk_app_id: key.sdkAppId,
    campaign_id: key.campaignId,
    seq: sql<number>`nextval('live_campaigns_seq')`,
    term,
    state,
  }));
  await db
    .insertInto("live_campaigns")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(["sdk_app_id", "campaign_id"])
        .doUpdateSet({
          seq: (excluded) => excluded.ref("excluded.seq"),
          term: (excluded) => excluded.ref("excluded.term"),
          state: (excluded) => excluded.ref("excluded.state"),
        })
        .whereRef("live_campaigns.term", "<=", "excluded.term"),
    )
    .execute();
}
