import type { Kysely } from "kysely";
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
