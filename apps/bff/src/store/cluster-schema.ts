import { type Kysely, sql } from "kysely";
import { z } from "zod";
import type { Schema } from "./schema.ts";

/** Who may ask the upstream. A row an account; times are told by nothing in it, since clocks of machines differ. */
interface LeasesTable {
  name: string;
  /** Which backend; null: it was given back. */
  holder: string | null;
  /** Counts the holders. */
  term: number;
  /** Counts the renewals of this term. */
  beat: number;
  /** What the holder tells of the upstream, as JSON; null: nothing yet. */
  told: string | null;
}

/** Campaigns as the backend that asks the upstream sees them. */
interface LiveCampaignsTable {
  sdk_app_id: number;
  campaign_id: number;
  /** The name of the account with whose key it was seen. */
  account: string;
  /** Grows with each write; of one account, it shows in this order. */
  seq: number;
  /** Of the account's lease under which it was written. */
  term: number;
  /** JSON of LiveState. */
  state: string;
}

/** What is on the screens of each backend's viewers. */
interface ViewersFocusTable {
  backend: string;
  /** JSON: an array of campaign keys. */
  campaigns: string;
  put_at: Date;
}

/** A look that a viewer of another backend waits for. */
interface AskedLooksTable {
  id: string;
  /** "refresh" or "peek". */
  kind: string;
  sdk_app_id: number;
  campaign_id: number;
  asked_at: Date;
  /** JSON; null: not answered yet. */
  reply: string | null;
}

/** What is there besides in a PostgreSQL database, which several backends share. */
export interface ClusterSchema extends Schema {
  leases: LeasesTable;
  live_campaigns: LiveCampaignsTable;
  viewers_focus: ViewersFocusTable;
  asked_looks: AskedLooksTable;
}

/** The same database, as one that several backends share. */
export function asShared(db: Kysely<Schema>): Kysely<ClusterSchema> {
  return db.withTables<Omit<ClusterSchema, keyof Schema>>();
}

/** What backends tell each other; what each says stands in the database, too, so that nothing is lost with a message. */
export const noticeSchema = z.discriminatedUnion("kind", [
  /** The watch list changed; the database itself tells it. */
  z.object({ kind: z.literal("watchList") }),
  /** An account's lease was given back; without a name, somebody's. */
  z.object({ kind: z.literal("lease"), account: z.string().optional() }),
  /** Campaigns of an account were seen anew; without a name, somebody's. */
  z.object({ kind: z.literal("campaigns"), account: z.string().optional() }),
  /** Viewers' screens show something else. */
  z.object({ kind: z.literal("focus") }),
  /** One that asks for more accounts than others is to leave them one. */
  z.object({ kind: z.literal("share"), backend: z.string() }),
  /** Something is to be told to receivers outside. */
  z.object({ kind: z.literal("news") }),
  /** A session is over ahead of its absolute end, epoch ms. */
  z.object({ kind: z.literal("sessionEnded"), id: z.string(), until: z.number() }),
  /** Somebody waits for a look, gave up waiting, or may read the reply. */
  z.object({ kind: z.enum(["asked", "abandoned", "replied"]), id: z.string() }),
]);

export type Notice = z.infer<typeof noticeSchema>;

/** The channel of PostgreSQL's LISTEN and NOTIFY. */
export const noticeChannel = "cruiseboard";

/** Told to every backend on this database, this one included, once the transaction is committed. */
export async function notifyAll(db: Kysely<ClusterSchema>, notice: Notice): Promise<void> {
  await sql`select pg_notify(${noticeChannel}, ${JSON.stringify(notice)})`.execute(db);
}
