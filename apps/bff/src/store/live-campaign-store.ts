import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { type Account, accountOf } from "../config/account.ts";
import { inStatements, isOfOne, keyColumns, toKey, upsert } from "./campaign-columns.ts";
import { type ClusterSchema, writeAndNotify } from "./cluster-schema.ts";

export interface LiveCampaign {
  readonly key: CampaignKey;
  readonly seq: number;
  readonly state: string;
}

export type LiveCampaignStore = ReturnType<typeof createLiveCampaignStore>;

type LiveRow = Pick<ClusterSchema["liveCampaigns"], keyof CampaignKey | "seq" | "state">;

/** What the leader publishes for its followers. Earlier versions read each account's rows by themselves. */
export function createLiveCampaignStore(
  db: Kysely<ClusterSchema>,
  accounts: readonly Pick<Account, "name" | "sdkAppIds">[],
) {
  const names = accounts.map(({ name }) => name);
  return {
    /** What a later term of the lease has written stays. Notifies all backends. */
    write: (term: number, campaigns: readonly Omit<LiveCampaign, "seq">[]) =>
      writeAndNotify(db, { kind: "campaigns" }, (transaction) => {
        const rows = campaigns.map(({ key, state }) => ({
          ...toKey(key),
          account: accountOf(accounts, key)?.name ?? "",
          seq: sql<number>`nextval('live_campaigns_seq')`,
          term,
          state,
        }));
        const isOfNoLaterTerm = sql<boolean>`live_campaigns.term <= excluded.term`;
        return inStatements(rows, (some) =>
          upsert(transaction, "liveCampaigns", some, keyColumns, isOfNoLaterTerm),
        );
      }),

    async since(seq: number): Promise<LiveCampaign[]> {
      const { rows } = await sql<LiveRow>`select * from live_campaigns
        where account in (${sql.join(names)}) and seq > ${seq} order by seq`.execute(db);
      return rows.map(toLiveCampaign);
    },

    async of(keys: readonly CampaignKey[]): Promise<LiveCampaign[]> {
      const rows = await inStatements(keys, (some) =>
        db.selectFrom("liveCampaigns").selectAll().where(isOfOne(some)),
      );
      return rows.map(toLiveCampaign);
    },

    async deleteUnwatched(): Promise<void> {
      await sql`delete from live_campaigns l where not exists (
        select 1 from watch_list w where w.sdk_app_id = l.sdk_app_id and w.campaign_id = l.campaign_id
      )`.execute(db);
    },
  };
}

function toLiveCampaign({ seq, state, ...row }: LiveRow): LiveCampaign {
  return { key: toKey(row), seq, state };
}
