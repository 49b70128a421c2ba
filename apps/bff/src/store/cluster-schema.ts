import type { CampaignKey } from "@cruiseboard/contract";
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { readJson } from "./read-json.ts";
import type { Schema } from "./schema.ts";

/** Tables of PostgreSQL alone, which several backends may share. */
export interface ClusterSchema extends Schema {
  /** One row per account, without times, since machines' clocks differ. It is held as long as `beat` grows. */
  leases: {
    name: string;
    holder: string | null;
    /** Counts the holders. */
    term: number;
    /** Counts the renewals of this term. */
    beat: number;
    /** What the holder publishes of the account, as JSON; null: nothing yet. */
    told: string | null;
  };
  /** Campaigns as the leader observed them. `term`: of the lease under which it was written; `state`: JSON of LiveState. */
  liveCampaigns: CampaignKey & { account: string; seq: number; term: number; state: string };
  /** `campaigns`: JSON of campaign keys. */
  viewersFocus: { backend: string; campaigns: string; putAt: Date };
  /** `reply`: JSON; null: not answered yet. */
  askedLooks: CampaignKey & { id: string; kind: string; askedAt: Date; reply: string | null };
}

export function asShared(db: Kysely<Schema>): Kysely<ClusterSchema> {
  return db.withTables<Omit<ClusterSchema, keyof Schema>>();
}

/** What backends notify each other of. The data is in the database, so that nothing is lost with a notification. */
const notificationSchema = z.discriminatedUnion("kind", [
  /** watchList, apiKeys: changed, sent by a trigger · lease: released · campaigns: observed · news: in the webhooks' outbox. */
  z.object({ kind: z.enum(["watchList", "apiKeys", "lease", "campaigns", "focus", "news"]) }),
  /** A session ended before its absolute end, epoch ms. */
  z.object({ kind: z.literal("sessionEnded"), id: z.string(), until: z.number() }),
  /** A request to the leader was added, was given up, has a reply. */
  z.object({ kind: z.enum(["asked", "abandoned", "replied"]), id: z.string() }),
]);

export type Notification = z.infer<typeof notificationSchema>;

export const notificationChannel = "cruiseboard";

/** Reaches every backend on this database, this one included, once the transaction is committed. */
export async function notifyAll(db: Kysely<ClusterSchema>, notification: Notification): Promise<void> {
  await sql`select pg_notify(${notificationChannel}, ${JSON.stringify(notification)})`.execute(db);
}

/** Writes and notifies in one transaction. */
export function writeAndNotify(
  db: Kysely<ClusterSchema>,
  notification: Notification,
  write: (transaction: Kysely<ClusterSchema>) => Promise<unknown>,
): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    await write(transaction);
    await notifyAll(transaction, notification);
  });
}

/** null: of another program on the same channel, or of another version. */
export function parseNotification(payload: string): Notification | null {
  return readJson(notificationSchema, payload);
}
