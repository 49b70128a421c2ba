import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { readJson } from "./read-json.ts";
import type { OfCampaign, Schema } from "./schema.ts";

/** The leader's lease, one row per account. It has no times, since machines' clocks differ. */
interface LeasesTable {
  name: string;
  /** A backend; null: released. */
  holder: string | null;
  /** Counts the holders. */
  term: number;
  /** Counts the renewals of this term. */
  beat: number;
  /** What the holder publishes of the account, as JSON; null: nothing yet. */
  told: string | null;
}

/** Campaigns as the leader observed them. */
interface LiveCampaignsTable extends OfCampaign {
  account: string;
  seq: number;
  /** Of the lease under which it was written. */
  term: number;
  /** JSON of LiveState. */
  state: string;
}

interface ViewersFocusTable {
  backend: string;
  /** JSON: an array of campaign keys. */
  campaigns: string;
  put_at: Date;
}

interface AskedLooksTable extends OfCampaign {
  id: string;
  kind: string;
  asked_at: Date;
  /** JSON; null: not answered yet. */
  reply: string | null;
}

/** Tables of PostgreSQL alone, which several backends may share. */
export interface ClusterSchema extends Schema {
  leases: LeasesTable;
  live_campaigns: LiveCampaignsTable;
  viewers_focus: ViewersFocusTable;
  asked_looks: AskedLooksTable;
}

export function asShared(db: Kysely<Schema>): Kysely<ClusterSchema> {
  return db.withTables<Omit<ClusterSchema, keyof Schema>>();
}

/** What backends notify each other of. The data is in the database, so that nothing is lost with a notification. */
const notificationSchema = z.discriminatedUnion("kind", [
  /** watchList: it changed, sent by a trigger · lease: released · campaigns: observed · news: in the webhooks' outbox. */
  z.object({ kind: z.enum(["watchList", "lease", "campaigns", "focus", "news"]) }),
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

/** null: of another program on the same channel, or of another version. */
export function parseNotification(payload: string): Notification | null {
  return readJson(notificationSchema, payload);
}
