import type { ApiKey, CampaignKey } from "@cruiseboard/contract";
import { CamelCasePlugin } from "kysely";
import type { StoredSample } from "../campaigns/observation.ts";

/** Columns are snake_case in the database. Instants are epoch ms; null: not known, unless stated otherwise. */
export const plugins = [new CamelCasePlugin()];

export type { StoredSample };

/** `unobservedSince`: the observation before it, if a gap ends with this one; else null. */
export interface RecentSample extends StoredSample {
  readonly unobservedSince: number | null;
}

export interface KeptSample extends RecentSample {
  readonly key: CampaignKey;
}

export interface StoredWatchListEntry extends CampaignKey {
  readonly label: string | null;
  readonly addedAt: number;
}

/** The writer's clock, epoch ms, read for each statement: a process may stand still within a transaction. */
export type WriterClock = () => number;

export interface OutboxMessage {
  readonly id: string;
  readonly body: string;
  /** Of the longest waiting event in it. */
  readonly createdAt: number;
}

export interface EndedSession {
  readonly id: string;
  /** The absolute end. */
  readonly until: number;
}

export interface StoredApiKey extends Pick<ApiKey, "id" | "name" | "createdBy"> {
  /** SHA-256 of the key, in hexadecimal digits. */
  readonly hash: string;
  readonly role: string;
  /** JSON of ids; null in JSON: every application. */
  readonly sdkAppIds: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** One schema for every database; column types are those that SQLite and PostgreSQL share. */
export interface Schema {
  watchList: StoredWatchListEntry;
  archive: StoredWatchListEntry & { archivedAt: number };
  samples: CampaignKey & RecentSample;
  /** The latest answered observation of each campaign. `endConfirmed`, `suggested` (found, never watched): 0 or 1; `facts`: JSON of CampaignFacts. */
  lastFacts: CampaignKey & {
    observedAt: number;
    activeAt: number | null;
    endedAt: number | null;
    endConfirmed: number;
    suggested: number;
    facts: string;
  };
  /** A JournalKind. `noticedAt`, `until`: the observations at which it began and was over; null: it lasts. */
  attention: CampaignKey & { kind: string; since: number; noticedAt: number; until: number | null };
  /** The latest observation of a campaign that is in the attention table. */
  attentionObserved: CampaignKey & { observedAt: number };
  settings: { name: string; value: string };
  /** Alerts that are not in a message yet. `event`: began or ended. */
  webhookEvents: CampaignKey & { receiver: string; kind: string; event: string; since: number; at: number };
  /** Neither delivered nor given up. */
  webhookMessages: OutboxMessage & { receiver: string };
  /** Sessions that ended before their absolute end. */
  endedSessions: EndedSession;
  apiKeys: StoredApiKey;
}
