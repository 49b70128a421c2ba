import type { ColumnType } from "kysely";

/** Epoch milliseconds. */
type Instant = number;

interface WatchListTable {
  sdk_app_id: number;
  campaign_id: number;
  label: string | null;
  added_at: ColumnType<Instant, Instant, never>;
}

/** Observations at which something changed; null: not known. */
interface SamplesTable {
  sdk_app_id: number;
  campaign_id: number;
  at: Instant;
  called: number | null;
  total: number | null;
  state_code: number | null;
  /** The observation before this one, if a gap ends here. */
  unobserved_since: Instant | null;
}

/** The latest answered observation of each campaign. */
interface LastFactsTable {
  sdk_app_id: number;
  campaign_id: number;
  observed_at: Instant;
  /** The last observation before its end and the first after it; null: there was none. */
  active_at: Instant | null;
  ended_at: Instant | null;
  /** 1: two observations agree on the end, so the values are final. */
  end_confirmed: number;
  /** JSON of CampaignFacts. */
  facts: string;
}

interface AttentionTable {
  sdk_app_id: number;
  campaign_id: number;
  /** An AttentionKind. */
  kind: string;
  since: Instant;
  /** The observation at which it began. */
  noticed_at: Instant;
  /** The observation at which it was over; null: it lasts. */
  until: Instant | null;
}

/** The latest observation of a campaign that is in the attention table. */
interface AttentionObservedTable {
  sdk_app_id: number;
  campaign_id: number;
  observed_at: Instant;
}

interface ArchiveTable {
  sdk_app_id: number;
  campaign_id: number;
  label: string | null;
  added_at: Instant;
  archived_at: Instant;
}

interface SettingsTable {
  name: string;
  /** JSON. */
  value: string;
}

/** Alerts that are not in a message yet. */
interface WebhookEventsTable {
  receiver: string;
  sdk_app_id: number;
  campaign_id: number;
  /** An AttentionKind. */
  kind: string;
  /** "began" or "ended". */
  event: string;
  since: Instant;
  at: Instant;
}

/** Messages that are neither delivered nor given up. */
interface WebhookMessagesTable {
  id: string;
  receiver: string;
  body: string;
  created_at: Instant;
}

/** Sessions that ended before their absolute end. */
interface EndedSessionsTable {
  id: string;
  /** The absolute end. */
  until: Instant;
}

/** One schema for every database; column types are those that SQLite and PostgreSQL share. */
export interface Schema {
  watch_list: WatchListTable;
  samples: SamplesTable;
  last_facts: LastFactsTable;
  attention: AttentionTable;
  attention_observed: AttentionObservedTable;
  archive: ArchiveTable;
  settings: SettingsTable;
  webhook_events: WebhookEventsTable;
  webhook_messages: WebhookMessagesTable;
  ended_sessions: EndedSessionsTable;
}
