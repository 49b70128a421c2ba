import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { type Kysely, type Selectable, sql } from "kysely";
import { z } from "zod";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { clocksDifferByMs } from "../clock.ts";
import { inChunks } from "../in-chunks.ts";
import { isOfOne, rowsPerStatement, takingInserted, toColumns, toKey } from "./campaign-columns.ts";
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

/** One entry per campaign. Later observations stay, unless they are dated in the future of `now`, epoch ms. */
export async function saveLastFacts(
  db: Kysely<Schema>,
  entries: readonly LastFacts[],
  now: number,
): Promise<void> {
  for await (const some of inChunks(entries, rowsPerStatement)) {
    const rows = some.map((entry) => ({
      ...toColumns(entry.key),
      observed_at: entry.observedAt,
      active_at: entry.activeAt,
      ended_at: entry.endedAt,
      end_confirmed: entry.endConfirmed ? 1 : 0,
      facts: JSON.stringify(entry.facts),
    }));
    await db
      .insertInto("last_facts")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(["sdk_app_id", "campaign_id"])
          .doUpdateSet(takingInserted("observed_at", "active_at", "ended_at", "end_confirmed", "facts"))
          .where(({ eb, or, ref }) =>
            or([
              eb("last_facts.observed_at", "<=", ref("excluded.observed_at")),
              eb("last_facts.observed_at", ">", now + clocksDifferByMs),
            ]),
          ),
      )
      .execute();
  }
}

/** Of every watched campaign. `unreadable`: written by another version. */
export async function readLastFacts(
  db: Kysely<Schema>,
): Promise<{ known: readonly LastFacts[]; unreadable: readonly CampaignKey[] }> {
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
}

/** By campaign path, watched or not; without those that are unknown or unreadable. */
export async function readLastFactsOf(
  db: Kysely<Schema>,
  keys: readonly CampaignKey[],
): Promise<Map<string, LastFacts>> {
  const found = new Map<string, LastFacts>();
  for await (const some of inChunks(keys, rowsPerStatement)) {
    const rows = await db.selectFrom("last_facts").selectAll().where(isOfOne(some)).execute();
    for (const facts of rows.flatMap((row) => toLastFacts(row) ?? []))
      found.set(campaignPath(facts.key), facts);
  }
  return found;
}

/** When each was last observed, by campaign path, readable or not. */
export async function readLastObservations(
  db: Kysely<Schema>,
  keys: readonly CampaignKey[],
): Promise<Map<string, LastObservation>> {
  const found = new Map<string, LastObservation>();
  for await (const some of inChunks(keys, rowsPerStatement)) {
    const rows = await db.selectFrom("last_facts").selectAll().where(isOfOne(some)).execute();
    for (const row of rows)
      found.set(campaignPath(toKey(row)), {
        observedAt: row.observed_at,
        endConfirmed: row.end_confirmed === 1,
      });
  }
  return found;
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

/** Of campaigns that are neither watched nor archived, and whose last observation was before `before`, epoch ms. */
export async function deleteLastFactsOfUnwatched(db: Kysely<Schema>, before: number): Promise<void> {
  await sql`delete from last_facts where observed_at < ${before}
    and (sdk_app_id, campaign_id) not in (select sdk_app_id, campaign_id from watch_list)
    and (sdk_app_id, campaign_id) not in (select sdk_app_id, campaign_id from archive)`.execute(db);
}
