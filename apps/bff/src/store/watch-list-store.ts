import { type CampaignKey, campaignPath, type WatchListAddition } from "@cruiseboard/contract";
import { type Kysely, PostgresAdapter, type Selectable, sql } from "kysely";
import { inChunks } from "../in-chunks.ts";
import type { Schema } from "./schema.ts";

/** One entry as it is kept; `addedAt` is epoch ms. */
export interface StoredWatchListEntry {
  readonly sdkAppId: number;
  readonly campaignId: number;
  readonly label: string | null;
  readonly addedAt: number;
}

export interface WatchListStore {
  /** Everything, in the order in which it was added; what was added together, by its ids. */
  all(): Promise<StoredWatchListEntry[]>;
  /** Throws if the database does not answer. */
  check(): Promise<void>;
  /**
   * Adds what is new and takes over a label that was given; both are durable once this resolves. What is in the archive
   * comes back from there, with its label unless another is given.
   */
  add(entries: readonly WatchListAddition[], at: number): Promise<WatchListChange>;
  /** Gives an entry another label, or none; durable once this resolves. null: there is no such entry. */
  relabel(key: CampaignKey, label: string | null): Promise<StoredWatchListEntry | null>;
  /** All of them or none; durable once this resolves. Answers the entries that were there, in the order of the keys. */
  remove(keys: readonly CampaignKey[]): Promise<StoredWatchListEntry[]>;
  /** Puts those that are watched into the archive, all of them or none; durable once this resolves. */
  archive(keys: readonly CampaignKey[], at: number): Promise<void>;
  /** Those of them that are in the archive, as campaign paths. */
  archivedAmong(keys: readonly CampaignKey[]): Promise<ReadonlySet<string>>;
}

interface WatchListChange {
  readonly added: StoredWatchListEntry[];
  readonly existing: number;
  /** Entries that were there under another label. */
  readonly relabelled: StoredWatchListEntry[];
}

/** Rows a statement: SQLite runs each at once, and nothing else goes on meanwhile. */
const rowsPerStatement = 500;

export function createWatchListStore(db: Kysely<Schema>): WatchListStore {
  return {
    all: () => readAll(db),

    async check() {
      await db.selectFrom("watch_list").select("sdk_app_id").limit(1).execute();
    },

    add: (entries, at) => db.transaction().execute((transaction) => addEntries(transaction, entries, at)),

    async relabel(key, label) {
      const row = await db
        .updateTable("watch_list")
        .set({ label })
        .where("sdk_app_id", "=", key.sdkAppId)
        .where("campaign_id", "=", key.campaignId)
        .returningAll()
        .executeTakeFirst();
      return row ? toEntry(row) : null;
    },

    remove: (keys) => db.transaction().execute((transaction) => removeEntries(transaction, keys)),

    archive: (keys, at) =>
      db.transaction().execute(async (transaction) => {
        await lockWatchList(transaction);
        for (const key of keys) await archiveEntry(transaction, key, at);
      }),

    archivedAmong: async (keys) => new Set((await readArchived(db, keys)).keys()),
  };
}

async function removeEntries(
  db: Kysely<Schema>,
  keys: readonly CampaignKey[],
): Promise<StoredWatchListEntry[]> {
  await lockWatchList(db);
  const removed = new Map<string, StoredWatchListEntry>();
  for (const [sdkAppId, ofApplication] of Map.groupBy(keys, (key) => key.sdkAppId))
    for await (const some of inChunks(ofApplication, rowsPerStatement)) {
      const rows = await db
        .deleteFrom("watch_list")
        .where("sdk_app_id", "=", sdkAppId)
        .where(
          "campaign_id",
          "in",
          some.map(({ campaignId }) => campaignId),
        )
        .returningAll()
        .execute();
      for (const entry of rows.map(toEntry)) removed.set(campaignPath(entry), entry);
    }
  return [...new Set(keys.map(campaignPath))].flatMap((path) => removed.get(path) ?? []);
}

async function archiveEntry(db: Kysely<Schema>, key: CampaignKey, at: number): Promise<void> {
  const row = await db
    .deleteFrom("watch_list")
    .where("sdk_app_id", "=", key.sdkAppId)
    .where("campaign_id", "=", key.campaignId)
    .returningAll()
    .executeTakeFirst();
  if (row)
    await db
      .insertInto("archive")
      .values({ ...row, archived_at: at })
      .execute();
}

/** Labels of those that are in the archive, by campaign path. */
async function readArchived(
  db: Kysely<Schema>,
  keys: readonly CampaignKey[],
): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  for await (const some of inChunks(keys, rowsPerStatement)) {
    const wanted = new Set(some.map(campaignPath));
    const campaignIds = some.map(({ campaignId }) => campaignId);
    const archived = await db
      .selectFrom("archive")
      .select(["sdk_app_id", "campaign_id", "label"])
      .where("campaign_id", "in", campaignIds)
      .execute();
    for (const row of archived) {
      const path = campaignPath({ sdkAppId: row.sdk_app_id, campaignId: row.campaign_id });
      if (wanted.has(path)) found.set(path, row.label);
    }
  }
  return found;
}

async function addEntries(
  db: Kysely<Schema>,
  entries: readonly WatchListAddition[],
  at: number,
): Promise<WatchListChange> {
  await lockWatchList(db);
  const known = new Map((await readAll(db)).map((entry) => [campaignPath(entry), entry]));
  const fresh: StoredWatchListEntry[] = [];
  const relabelled: StoredWatchListEntry[] = [];
  for await (const some of inChunks([...withoutRepeats(entries)], rowsPerStatement))
    for (const { sdkAppId, campaignId, label } of some) {
      const before = known.get(campaignPath({ sdkAppId, campaignId }));
      const entry = { sdkAppId, campaignId, label: label || (before?.label ?? null), addedAt: at };
      if (!before) fresh.push(entry);
      else if (before.label !== entry.label) relabelled.push({ ...entry, addedAt: before.addedAt });
    }
  const archived = await readArchived(db, fresh);
  for (const { sdkAppId, campaignId } of fresh.filter((entry) => archived.has(campaignPath(entry))))
    await db
      .deleteFrom("archive")
      .where("sdk_app_id", "=", sdkAppId)
      .where("campaign_id", "=", campaignId)
      .execute();
  const added = fresh.map((entry) => ({
    ...entry,
    label: entry.label ?? archived.get(campaignPath(entry)) ?? null,
  }));
  await save(db, [...added, ...relabelled]);
  return { added, existing: entries.length - added.length, relabelled };
}

async function readAll(db: Kysely<Schema>): Promise<StoredWatchListEntry[]> {
  const rows = await db
    .selectFrom("watch_list")
    .selectAll()
    .orderBy("added_at")
    .orderBy("sdk_app_id")
    .orderBy("campaign_id")
    .execute();
  return rows.map(toEntry);
}

function toEntry(row: Selectable<Schema["watch_list"]>): StoredWatchListEntry {
  return {
    sdkAppId: row.sdk_app_id,
    campaignId: row.campaign_id,
    label: row.label,
    addedAt: row.added_at,
  };
}

async function save(db: Kysely<Schema>, entries: readonly StoredWatchListEntry[]): Promise<void> {
  for await (const some of inChunks(entries, rowsPerStatement)) {
    const rows = some.map((entry) => ({
      sdk_app_id: entry.sdkAppId,
      campaign_id: entry.campaignId,
      label: entry.label,
      added_at: entry.addedAt,
    }));
    await db
      .insertInto("watch_list")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(["sdk_app_id", "campaign_id"])
          .doUpdateSet({ label: (excluded) => excluded.ref("excluded.label") }),
      )
      .execute();
  }
}

/** The last of several entries for one campaign wins, as if they had been sent one after the other. */
function withoutRepeats(entries: readonly WatchListAddition[]): WatchListAddition[] {
  return [...new Map(entries.map((entry) => [campaignPath(entry), entry])).values()];
}

/**
 * Within a transaction: until its end nobody else changes the watch list, so that what was read of it stays true.
 * Readers are not held up. SQLite knows one writer at a time anyway.
 */
async function lockWatchList(transaction: Kysely<Schema>): Promise<void> {
  if (transaction.getExecutor().adapter instanceof PostgresAdapter)
    await sql`lock table watch_list in share row exclusive mode`.execute(transaction);
}

/** A campaign that is not watched any more; times are epoch ms. */
export interface ArchivedEntry {
  readonly key: CampaignKey;
  readonly label: string | null;
  readonly addedAt: number;
  readonly archivedAt: number;
}

/** What the watch list has put aside. It is the watch list's own store that puts in and takes back. */
export interface ArchiveStore {
  /** Newest in the archive first. */
  all(): Promise<ArchivedEntry[]>;
  find(key: CampaignKey): Promise<ArchivedEntry | null>;
  /** True if it was there. */
  remove(key: CampaignKey): Promise<boolean>;
}

export function createArchiveStore(db: Kysely<Schema>): ArchiveStore {
  return {
    async all() {
      const rows = await db
        .selectFrom("archive")
        .selectAll()
        .orderBy("archived_at", "desc")
        .orderBy("sdk_app_id")
        .orderBy("campaign_id")
        .execute();
      return rows.map(toArchivedEntry);
    },
    async find({ sdkAppId, campaignId }) {
      const row = await db
        .selectFrom("archive")
        .selectAll()
        .where("sdk_app_id", "=", sdkAppId)
        .where("campaign_id", "=", campaignId)
        .executeTakeFirst();
      return row ? toArchivedEntry(row) : null;
    },
    async remove({ sdkAppId, campaignId }) {
      const result = await db
        .deleteFrom("archive")
        .where("sdk_app_id", "=", sdkAppId)
        .where("campaign_id", "=", campaignId)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function toArchivedEntry(row: Selectable<Schema["archive"]>): ArchivedEntry {
  return {
    key: { sdkAppId: row.sdk_app_id, campaignId: row.campaign_id },
    label: row.label,
    addedAt: row.added_at,
    archivedAt: row.archived_at,
  };
}
