import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { inChunks } from "../in-chunks.ts";
import { type ClusterSchema, notifyAll } from "./cluster-schema.ts";

/** A campaign as its state was written last. */
export interface LiveCampaign {
  readonly key: CampaignKey;
  /** Grows with each write, over all campaigns of the account. */
  readonly seq: number;
  /** JSON. */
  readonly state: string;
}

/** Campaigns of one account as the backend that asks for it sees them, for the others. */
export interface LiveCampaignStore {
  /** Under that term of the lease; what a later term has written stands. Tells everybody. */
  write(term: number, campaigns: readonly Omit<LiveCampaign, "seq">[]): Promise<void>;
  /** What was written after `seq`, in order. */
  since(seq: number): Promise<LiveCampaign[]>;
  of(keys: readonly CampaignKey[]): Promise<LiveCampaign[]>;
}

/** Rows a statement. */
const rowsPerStatement = 1000;

export function createLiveCampaignStore(db: Kysely<ClusterSchema>, account: string): LiveCampaignStore {
  return {
    write: (term, campaigns) =>
      db.transaction().execute(async (transaction) => {
        for (let start = 0; start < campaigns.length; start += rowsPerStatement)
          await save(transaction, { account, term }, campaigns.slice(start, start + rowsPerStatement));
        await notifyAll(transaction, { kind: "campaigns", account });
      }),

    async since(seq) {
      const rows = await db
        .selectFrom("live_campaigns")
        .select(columns)
        .where("account", "=", account)
        .where("seq", ">", seq)
        .orderBy("seq")
        .execute();
      return rows.map(toLiveCampaign);
    },

    async of(keys) {
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
  };
}

/** Forgets what was seen of campaigns that nobody watches any more, of whatever account. */
export async function deleteUnwatched(db: Kysely<ClusterSchema>): Promise<void> {
  await sql`delete from live_campaigns l where not exists (
    select 1 from watch_list w where w.sdk_app_id = l.sdk_app_id and w.campaign_id = l.campaign_id
  )`.execute(db);
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
  lease: { readonly account: string; readonly term: number },
  campaigns: readonly Omit<LiveCampaign, "seq">[],
): Promise<void> {
  const rows = campaigns.map(({ key, state }) => ({
    sdk_app_id: key.sdkAppId,
    campaign_id: key.campaignId,
    seq: sql<number>`nextval('live_campaigns_seq')`,
    ...lease,
    state,
  }));
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
        // An application that went over to another account has another lease, whose terms say nothing of these.
        .where(({ eb, or, ref }) =>
          or([
            eb("live_campaigns.term", "<=", ref("excluded.term")),
            eb("live_campaigns.account", "<>", ref("excluded.account")),
          ]),
        ),
    )
    .execute();
}
