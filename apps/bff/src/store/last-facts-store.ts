import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Kysely, Selectable } from "kysely";
import { z } from "zod";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { clocksDifferByMs } from "../clock.ts";
import { inChunks } from "../in-chunks.ts";
import type { Schema } from "./schema.ts";

/** The latest good answer for a campaign; `observedAt` is epoch ms. */
export interface LastFacts {
  readonly key: CampaignKey;
  readonly observedAt: number;
  /** The last look that saw it not ended, epoch ms; null: there was none. */
  readonly activeAt: number | null;
  /** The first look that saw it ended, epoch ms; null: it has not. */
  readonly endedAt: number | null;
  /** Two looks saw the same end, so the values are final. */
  readonly endConfirmed: boolean;
  readonly facts: CampaignFacts;
}

/** When a campaign was last looked at, and whether its values were final then. */
export type LastLook = Pick<LastFacts, "observedAt" | "endConfirmed">;

export interface LastFactsRead {
  readonly known: readonly LastFacts[];
  /** Campaigns whose row does not hold what this version can read. */
  readonly unreadable: readonly CampaignKey[];
}

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

/** Rows a statement. */
const rowsPerStatement = 500;

/** One entry a campaign; what was observed later stands, unless it is dated ahead of `now`, epoch ms. */
export async function saveLastFacts(
  db: Kysely<Schema>,
  entries: readonly LastFacts[],
  now: number,
): Promise<void> {
  for await (const some of inChunks(entries, rowsPerStatement)) {
    const rows = some.map((entry) => ({
      sdk_app_id: entry.key.sdkAppId,
      campaign_id: entry.key.campaignId,
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
          .doUpdateSet({
            observed_at: (excluded) => excluded.ref("excluded.observed_at"),
            active_at: (excluded) => excluded.ref("excluded.active_at"),
            ended_at: (excluded) => excluded.ref("excluded.ended_at"),
            end_confirmed: (excluded) => excluded.ref("excluded.end_confirmed"),
            facts: (excluded) => excluded.ref("excluded.facts"),
          })
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

/** Of every watched campaign. */
export async function readLastFacts(db: Kysely<Schema>): Promise<LastFactsRead> {
  const rows = await db
    .selectFrom("last_facts as l")
    .innerJoin("watch_list as w", (join) =>
      join.onRef("w.sdk_app_id", "=", "l.sdk_app_id").onRef("w.campaign_id", "=", "l.campaign_id"),
    )
    .selectAll("l")
    .orderBy("l.sdk_app_id")
    .orderBy("l.campaign_id")
    .execute();
  const known: LastFacts[] = [];
  const unreadable: CampaignKey[] = [];
  for (const row of rows) {
    const entry = toLastFacts(row);
    if (entry) known.push(entry);
    else unreadable.push({ sdkAppId: row.sdk_app_id, campaignId: row.campaign_id });
  }
  return { known, unreadable };
}

/** By campaign path, watched or not; what was never looked at or cannot be read is not in it. */
export async function readLastFactsOf(
  db: Kysely<Schema>,
  keys: readonly CampaignKey[],
): Promise<Map<string, LastFacts>> {
  const wanted = new Set(keys.map(campaignPath));
  const campaignIds = [...new Set(keys.map(({ campaignId }) => campaignId))];
  const found = new Map<string, LastFacts>();
  for await (const some of inChunks(campaignIds, rowsPerStatement)) {
    const rows = await db
      .selectFrom("last_facts")
      .selectAll()
      .where("sdk_app_id", "in", [...new Set(keys.map(({ sdkAppId }) => sdkAppId))])
      .where("campaign_id", "in", some)
      .execute();
    for (const entry of rows.map(toLastFacts))
      if (entry && wanted.has(campaignPath(entry.key))) found.set(campaignPath(entry.key), entry);
  }
  return found;
}

/** null: the row does not hold what this version can read. */
function toLastFacts(row: Selectable<Schema["last_facts"]>): LastFacts | null {
  const key = { sdkAppId: row.sdk_app_id, campaignId: row.campaign_id };
  const facts = parseFacts(row.facts);
  return facts && { key, ...looksOf(row), activeAt: row.active_at, endedAt: row.ended_at, facts };
}

/** By campaign path; a campaign that was never looked at is not in it. */
export async function readLastLooks(
  db: Kysely<Schema>,
  keys: readonly CampaignKey[],
): Promise<Map<string, LastLook>> {
  const looks = new Map<string, LastLook>();
  for (const key of keys) {
    const row = await db
      .selectFrom("last_facts")
      .select(["observed_at", "end_confirmed"])
      .where("sdk_app_id", "=", key.sdkAppId)
      .where("campaign_id", "=", key.campaignId)
      .executeTakeFirst();
    if (row) looks.set(campaignPath(key), looksOf(row));
  }
  return looks;
}

/** Of campaigns that are neither watched nor archived and that were last looked at before `before`, epoch ms. */
export async function deleteLastFactsOfUnwatched(db: Kysely<Schema>, before: number): Promise<void> {
  await db
    .deleteFrom("last_facts")
    .where("observed_at", "<", before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("watch_list as w")
            .select("w.sdk_app_id")
            .whereRef("w.sdk_app_id", "=", "last_facts.sdk_app_id")
            .whereRef("w.campaign_id", "=", "last_facts.campaign_id"),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("archive as a")
            .select("a.sdk_app_id")
            .whereRef("a.sdk_app_id", "=", "last_facts.sdk_app_id")
            .whereRef("a.campaign_id", "=", "last_facts.campaign_id"),
        ),
      ),
    )
    .execute();
}

function looksOf(row: { observed_at: number; end_confirmed: number }): LastLook {
  return { observedAt: row.observed_at, endConfirmed: row.end_confirmed === 1 };
}

function parseFacts(json: string): CampaignFacts | null {
  try {
    const parsed = factsSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
