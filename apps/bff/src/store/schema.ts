import type { ColumnType } from "kysely";

/** Epoch milliseconds. */
type Instant = number;

interface WatchListTable {
  sdk_app_id: number;
  campaign_id: number;
  label: string | null;
  added_at: ColumnType<Instant, Instant, never>;
}

/** What a campaign was seen to be, each time that it changed; null: the upstream did not tell. */
interface SamplesTable {
  sdk_app_id: number;
  campaign_id: number;
  at: Instant;
  called: number | null;
  total: number | null;
  state_code: number | null;
  /** The look before this one, if nobody could look in between for longer than was promised: a gap ends here. */
  unobserved_since: Instant | null;
}

/** The latest good answer for each campaign, and with it until when the campaign was observed. */
interface LastFactsTable {
  sdk_app_id: number;
  campaign_id: number;
  observed_at: Instant;
  /** The last look that saw it not ended, and the first that saw it ended; null: there was none. */
  active_at: Instant | null;
  ended_at: Instant | null;
  /** 1: two looks saw the same end, so the values are final; 0: not so. */
  end_confirmed: number;
  /** JSON of CampaignFacts. */
  facts: string;
}

/** What a campaign needed attention for. */
interface AttentionTable {
  sdk_app_id: number;
  campaign_id: number;
  /** An AttentionKind. */
  kind: string;
  /** Since when it was so, as the first look that told it had it. */
  since: Instant;
  /** That look. */
  noticed_at: Instant;
  /** The first look that did not tell it any more; null: it lasts. */
  until: Instant | null;
}

/** The latest observation of a campaign that is in the attention table. */
interface AttentionObservedTable {
  sdk_app_id: number;
  campaign_id: number;
  observed_at: Instant;
}

/** What left the watch list by rule. */
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

/** What is to be told to a receiver, until it stands in a message. */
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

/** Sessions that are over ahead of their time. */
interface EndedSessionsTable {
  id: string;
  /** The session's absolute end. */
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
