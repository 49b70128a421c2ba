import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { inStatements, isOfOne, toKey } from "./campaign-columns.ts";
import { factsSchema } from "./last-facts-store.ts";
import { readJson } from "./read-json.ts";
import type { Schema } from "./schema.ts";

/** A campaign that exists and was not watched when it was found. */
export interface DiscoveredCampaign {
  readonly key: CampaignKey;
  readonly foundAt: number;
  readonly facts: CampaignFacts;
}

export type DiscoveredStore = ReturnType<typeof createDiscoveredStore>;

const mostSuggested = 500;

export function createDiscoveredStore(db: Kysely<Schema>) {
  return {
    async add(campaigns: readonly DiscoveredCampaign[]): Promise<void> {
      const rows = campaigns.map(({ key, foundAt, facts }) => ({
        ...toKey(key),
        foundAt,
        facts: JSON.stringify(facts),
        dismissed: 0,
      }));
      await inStatements(rows, (some) =>
        db
          .insertInto("discovered")
          .values([...some])
          .onConflict((conflict) => conflict.doNothing()),
      );
    },

    /** The latest first: neither dismissed nor ever watched. */
    async suggested(): Promise<DiscoveredCampaign[]> {
      const { rows } = await sql<Schema["discovered"]>`select * from discovered where dismissed = 0
        and (sdk_app_id, campaign_id) not in (select sdk_app_id, campaign_id from watch_list)
        and (sdk_app_id, campaign_id) not in (select sdk_app_id, campaign_id from archive)
        and (sdk_app_id, campaign_id) not in (select sdk_app_id, campaign_id from last_facts)
        order by found_at desc, sdk_app_id, campaign_id desc limit ${mostSuggested}`.execute(db);
      return rows.flatMap((row) => {
        const facts = readJson(factsSchema, row.facts);
        return facts ? [{ key: toKey(row), foundAt: row.foundAt, facts }] : [];
      });
    },

    async dismiss(keys: readonly CampaignKey[]): Promise<void> {
      await inStatements(keys, (some) =>
        db.updateTable("discovered").set({ dismissed: 1 }).where(isOfOne(some)),
      );
    },

    /** By application, of all campaigns that were ever observed. */
    async highestIds(): Promise<ReadonlyMap<number, number>> {
      const { rows } = await sql<CampaignKey>`select sdk_app_id, max(campaign_id) as campaign_id from (
        select sdk_app_id, campaign_id from last_facts union all select sdk_app_id, campaign_id from discovered
      ) as known group by sdk_app_id`.execute(db);
      return new Map(rows.map(({ sdkAppId, campaignId }) => [sdkAppId, campaignId]));
    },

    /** But for the highest id of each application, where the search goes on. */
    async deleteOld(before: number): Promise<void> {
      await sql`delete from discovered where found_at < ${before} and campaign_id <
        (select max(campaign_id) from discovered as other where other.sdk_app_id = discovered.sdk_app_id)`.execute(
        db,
      );
    },
  };
}
