import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import type { CampaignFacts } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { inStatements, isNotEarlier, isOfOne, keyColumns, toKey, upsert } from "./campaign-columns.ts";
import { readJson } from "./read-json.ts";
import type { Schema, WriterClock } from "./schema.ts";

/** The latest answered observation of a campaign. Times are epoch ms. */
export interface LastFacts extends Pick<TrackedCampaign, "key" | "activeAt" | "endedAt" | "endConfirmed"> {
  readonly observedAt: number;
  readonly facts: CampaignFacts;
}

export type LastObservation = Pick<LastFacts, "observedAt" | "endConfirmed">;

type Row = Schema["lastFacts"];

const text = z.string().nullable();
const integer = z.int().nullable();
const count = z.int().nonnegative().nullable();
export const factsSchema: z.ZodType<CampaignFacts> = z.object({
  name: text,
  agent: text,
  concurrency: integer,
  callOrderCode: integer,
  stateCode: integer,
  startTime: integer,
  endTime: integer,
  totalCallees: count,
  calledCallees: count,
  uui: text,
  requestId: text,
});

export const failureSchema = z.object({ code: z.string(), message: z.string(), requestId: text });

export async function saveLastFacts(db: Kysely<Schema>, entries: readonly LastFacts[], now: WriterClock) {
  const rows = entries.map(({ key, endConfirmed, facts, ...times }) => ({
    ...toKey(key),
    ...times,
    endConfirmed: endConfirmed ? 1 : 0,
    suggested: 0,
    facts: JSON.stringify(facts),
  }));
  await inStatements(rows, (some) =>
    upsert(db, "lastFacts", some, keyColumns, isNotEarlier("last_facts", now)),
  );
}

const mostSuggested = 500;

export function lastFactsQueries(db: Kysely<Schema>) {
  const rowsOf = (keys: readonly CampaignKey[]) =>
    inStatements(keys, (some) => db.selectFrom("lastFacts").selectAll().where(isOfOne(some)));
  return {
    /** Of every watched campaign. `unreadable`: written by another version. */
    async lastFacts() {
      const { rows } = await sql<Row>`select l.* from last_facts l
        join watch_list w on w.sdk_app_id = l.sdk_app_id and w.campaign_id = l.campaign_id
        order by l.sdk_app_id, l.campaign_id`.execute(db);
      return {
        known: rows.flatMap((row) => toLastFacts(row) ?? []),
        unreadable: rows.filter((row) => toLastFacts(row) === null).map(toKey),
      };
    },

    /** By campaign path, watched or not; without those that are unknown or unreadable. */
    async lastFactsOf(keys: readonly CampaignKey[]): Promise<Map<string, LastFacts>> {
      const known = (await rowsOf(keys)).flatMap((row) => toLastFacts(row) ?? []);
      return new Map(known.map((facts) => [campaignPath(facts.key), facts]));
    },

    /** By campaign path, readable or not. */
    async lastObservations(keys: readonly CampaignKey[]): Promise<Map<string, LastObservation>> {
      const rows = await rowsOf(keys);
      return new Map(
        rows.map(({ observedAt, endConfirmed, ...key }) => [
          campaignPath(key),
          { observedAt, endConfirmed: endConfirmed === 1 },
        ]),
      );
    },

    /** A campaign that was found; what is known of it already stays as it is. */
    async suggest(key: CampaignKey, facts: CampaignFacts, observedAt: number): Promise<void> {
      const unknown = { activeAt: null, endedAt: null, endConfirmed: 0 };
      const row = { ...toKey(key), observedAt, ...unknown, suggested: 1, facts: JSON.stringify(facts) };
      await db
        .insertInto("lastFacts")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    /** The first by their ids; without those that are watched, but not observed yet. */
    async suggested(): Promise<LastFacts[]> {
      const { rows } = await sql<Row>`select * from last_facts where suggested = 1
        and (sdk_app_id, campaign_id) not in (select sdk_app_id, campaign_id from watch_list)
        order by sdk_app_id, campaign_id limit ${mostSuggested}`.execute(db);
      return rows.flatMap((row) => toLastFacts(row) ?? []);
    },

    async dismiss(keys: readonly CampaignKey[]): Promise<void> {
      await inStatements(keys, (some) =>
        db.updateTable("lastFacts").set({ suggested: 0 }).where(isOfOne(some)),
      );
    },

    /** By application, of all campaigns that were ever observed. */
    async highestIds(): Promise<ReadonlyMap<number, number>> {
      const { rows } = await sql<{ sdkAppId: number; highest: number }>`select sdk_app_id,
        max(campaign_id) as highest from last_facts group by sdk_app_id`.execute(db);
      return new Map(rows.map(({ sdkAppId, highest }) => [sdkAppId, highest]));
    },

    async deleteOldFacts(before: number): Promise<void> {
      await sql`delete from last_facts where observed_at < ${before}
        and (sdk_app_id, campaign_id) not in (select sdk_app_id, campaign_id from watch_list)
        and (sdk_app_id, campaign_id) not in (select sdk_app_id, campaign_id from archive)`.execute(db);
    },
  };
}

function toLastFacts({ sdkAppId, campaignId, suggested: _suggested, ...row }: Row): LastFacts | null {
  const facts = readJson(factsSchema, row.facts);
  return facts && { ...row, key: { sdkAppId, campaignId }, endConfirmed: row.endConfirmed === 1, facts };
}
