import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { type Kysely, type Selectable, sql } from "kysely";
import { z } from "zod";
import type { CampaignFacts } from "../campaigns/observation.ts";
import {
  inStatements,
  isNotEarlier,
  isOfOne,
  keyColumns,
  takingInserted,
  toColumns,
  toKey,
  type WriterClock,
} from "./campaign-columns.ts";
import { readJson } from "./read-json.ts";
import type { Schema } from "./schema.ts";

/** The latest answered observation of a campaign. Times are epoch ms. */
export interface LastFacts {
  readonly key: CampaignKey;
  readonly observedAt: number;
  /** The last observation before its end; null: there was none. */
  readonly activeAt: number | null;
  /** The first observation after its end; null: it has not ended. */
  readonly endedAt: number | null;
  /** Two observations agree on the end, so the values are final. */
  readonly endConfirmed: boolean;
  readonly facts: CampaignFacts;
}

export type LastObservation = Pick<LastFacts, "observedAt" | "endConfirmed">;

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

/** One entry per campaign. */
export async function saveLastFacts(
  db: Kysely<Schema>,
  entries: readonly LastFacts[],
  now: WriterClock,
): Promise<void> {
  const rows = entries.map((entry) => ({
    ...toColumns(entry.key),
    observed_at: entry.observedAt,
    active_at: entry.activeAt,
    ended_at: entry.endedAt,
    end_confirmed: entry.endConfirmed ? 1 : 0,
    facts: JSON.stringify(entry.facts),
  }));
  await inStatements(rows, (some) =>
    db
      .insertInto("last_facts")
      .values(some)
      .onConflict((conflict) =>
        conflict
          .columns(keyColumns)
          .doUpdateSet(takingInserted("observed_at", "active_at", "ended_at", "end_confirmed", "facts"))
          .where(isNotEarlier("last_facts", now)),
      ),
  );
}

export function lastFactsQueries(db: Kysely<Schema>) {
  const rowsOf = (keys: readonly CampaignKey[]) =>
    inStatements(keys, (some) => db.selectFrom("last_facts").selectAll().where(isOfOne(some)));
  return {
    /** Of every watched campaign. `unreadable`: written by another version. */
    async lastFacts() {
      const rows = await db
        .selectFrom("last_facts as l")
        .innerJoin("watch_list as w", (join) =>
          join.onRef("w.sdk_app_id", "=", "l.sdk_app_id").onRef("w.campaign_id", "=", "l.campaign_id"),
        )
        .selectAll("l")
        .orderBy("l.sdk_app_id")
        .orderBy("l.campaign_id")
        .execute();
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
      const observations = (await rowsOf(keys)).map(
        (row) =>
          [
            campaignPath(toKey(row)),
            { observedAt: row.observed_at, endConfirmed: row.end_confirmed === 1 },
          ] as const,
      );
      return new Map(observations);
    },

    /** Of campaigns that are neither watched nor archived. */
    async deleteOldFacts(before: number): Promise<void> {
      await sql`delete from last_facts where observed_at < ${before}
        and (sdk_app_id, campaign_id) not in (select sdk_app_id, campaign_id from watch_list)
        and (sdk_app_id, campaign_id) not in (select sdk_app_id, campaign_id from archive)`.execute(db);
    },
  };
}

function toLastFacts(row: Selectable<Schema["last_facts"]>): LastFacts | null {
  const facts = readJson(factsSchema, row.facts);
  return (
    facts && {
      key: toKey(row),
      observedAt: row.observed_at,
      activeAt: row.active_at,
      endedAt: row.ended_at,
      endConfirmed: row.end_confirmed === 1,
      facts,
    }
  );
}
