import { type CampaignKey, campaignPath, type WatchListAddition } from "@cruiseboard/contract";
import { type Kysely, PostgresAdapter, sql } from "kysely";
import { endAttention } from "./attention-store.ts";
import { inStatements, isOf, isOfOne, upsert } from "./campaign-columns.ts";
import type { Schema, StoredWatchListEntry } from "./schema.ts";

export type WatchListStore = ReturnType<typeof createWatchListStore>;

/** Changes are durable once they resolve, and made as a whole or not at all. */
export function createWatchListStore(db: Kysely<Schema>) {
  return {
    /** In the order in which they were added; those added together by their ids. */
    all: () => readAll(db),

    async check(): Promise<void> {
      await db.selectFrom("watchList").select("label").limit(1).execute();
    },

    /** Adds what is new, and with `relabel` takes over given labels. Archived campaigns come back, with their label unless one is given. */
    add: (entries: readonly WatchListAddition[], at: number, relabel = true) =>
      db.transaction().execute((transaction) => addEntries(transaction, entries, at, relabel)),

    async relabel(key: CampaignKey, label: string | null): Promise<StoredWatchListEntry | null> {
      const update = db.updateTable("watchList").set({ label }).where(isOf(key)).returningAll();
      return (await update.executeTakeFirst()) ?? null;
    },

    /** Answers the entries that were there, in the order of the keys. */
    remove: (keys: readonly CampaignKey[], at: number): Promise<StoredWatchListEntry[]> =>
      db.transaction().execute(async (transaction) => {
        const rows = await deleteEntries(transaction, keys);
        await endAttention(transaction, rows, at);
        const removed = new Map(rows.map((row) => [campaignPath(row), row]));
        return [...new Set(keys.map(campaignPath))].flatMap((path) => removed.get(path) ?? []);
      }),

    archive: (keys: readonly CampaignKey[], at: number): Promise<void> =>
      db.transaction().execute(async (transaction) => {
        const rows = await deleteEntries(transaction, keys);
        await inStatements(rows, (some) =>
          transaction.insertInto("archive").values(some.map((row) => ({ ...row, archivedAt: at }))),
        );
      }),

    archivedAmong: async (keys: readonly CampaignKey[]): Promise<ReadonlySet<string>> =>
      new Set((await readArchivedLabels(db, keys)).keys()),
  };
}

async function readArchivedLabels(db: Kysely<Schema>, keys: readonly CampaignKey[]) {
  const rows = await inStatements(keys, (some) => db.selectFrom("archive").selectAll().where(isOfOne(some)));
  return new Map(rows.map((row) => [campaignPath(row), row.label]));
}

async function deleteEntries(db: Kysely<Schema>, keys: readonly CampaignKey[]) {
  await lockWatchList(db);
  return inStatements(keys, (some) => db.deleteFrom("watchList").where(isOfOne(some)).returningAll());
}

async function addEntries(
  db: Kysely<Schema>,
  entries: readonly WatchListAddition[],
  at: number,
  relabel: boolean,
) {
  await lockWatchList(db);
  const known = new Map((await readAll(db)).map((entry) => [campaignPath(entry), entry]));
  const fresh: StoredWatchListEntry[] = [];
  /** Entries that had another label. */
  const relabelled: StoredWatchListEntry[] = [];
  // Of several entries for one campaign the last one wins, as if they had been sent one after the other.
  const distinct = new Map(entries.map((entry) => [campaignPath(entry), entry]));
  for (const [path, { sdkAppId, campaignId, label }] of distinct) {
    const before = known.get(path);
    const entry = { sdkAppId, campaignId, label: label || (before?.label ?? null), addedAt: at };
    if (!before) fresh.push(entry);
    else if (relabel && before.label !== entry.label) relabelled.push({ ...entry, addedAt: before.addedAt });
  }
  const archived = await readArchivedLabels(db, fresh);
  const added = fresh.map((entry) => ({
    ...entry,
    label: entry.label ?? archived.get(campaignPath(entry)) ?? null,
  }));
  const back = fresh.filter((entry) => archived.has(campaignPath(entry)));
  await inStatements(back, (some) => db.deleteFrom("archive").where(isOfOne(some)));
  await inStatements([...added, ...relabelled], (some) => upsert(db, "watchList", some));
  return { added, existing: entries.length - added.length, relabelled };
}

function readAll(db: Kysely<Schema>): Promise<StoredWatchListEntry[]> {
  const entries = db.selectFrom("watchList").selectAll();
  return entries.orderBy("addedAt").orderBy("sdkAppId").orderBy("campaignId").execute();
}

/** Until the transaction ends, so that what was read of it stays true. Readers do not wait. SQLite has one writer at a time anyway. */
async function lockWatchList(transaction: Kysely<Schema>): Promise<void> {
  if (transaction.getExecutor().adapter instanceof PostgresAdapter)
    await sql`lock table watch_list in share row exclusive mode`.execute(transaction);
}

export type ArchivedEntry = Schema["archive"];

export type ArchiveStore = ReturnType<typeof createArchiveStore>;

export function createArchiveStore(db: Kysely<Schema>) {
  return {
    async all(): Promise<ArchivedEntry[]> {
      const query = sql<ArchivedEntry>`select * from archive order by archived_at desc, sdk_app_id, campaign_id`;
      return (await query.execute(db)).rows;
    },
    async find(key: CampaignKey): Promise<ArchivedEntry | null> {
      return (await db.selectFrom("archive").selectAll().where(isOf(key)).executeTakeFirst()) ?? null;
    },
    /** False: it was not there. */
    remove: (key: CampaignKey, at: number): Promise<boolean> =>
      db.transaction().execute(async (transaction) => {
        const deleted = await sql`delete from archive where ${isOf(key)}`.execute(transaction);
        const wasThere = Number(deleted.numAffectedRows) > 0;
        if (wasThere) await endAttention(transaction, [key], at);
        return wasThere;
      }),
  };
}
