import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { createAttentionStore } from "./attention-store.ts";
import { createHistoryStore } from "./history-store.ts";
import { migrations } from "./migrations.ts";
import { plugins, type Schema } from "./schema.ts";
import { createSqliteDialect, openSqliteDatabase } from "./sqlite-database.ts";
import { createArchiveStore, createWatchListStore } from "./watch-list-store.ts";

const file = "cruiseboard.db";
const names = Object.keys(migrations);
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const kept = { key, at: 5000, called: 12, total: 40, stateCode: 1, unobservedSince: null };
const stalled = { key, at: 5000, kinds: [{ kind: "stalled", since: 4000 } as const], complete: true };

/** A database as the version left it whose last migration this was, with something in every table it had. */
async function databaseOf(version: string, folder: string): Promise<void> {
  const db = new Kysely<Schema>({
    dialect: createSqliteDialect(new DatabaseSync(join(folder, file))),
    plugins,
  });
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  expect((await migrator.migrateTo(version)).error).toBeUndefined();
  const entry = { ...key, label: "任务 🚗", addedAt: 1000 };
  await db.insertInto("watchList").values(entry).execute();
  if (version >= "0002") await createHistoryStore(db).write([kept], []);
  if (version >= "0003")
    await db
      .insertInto("attention")
      .values({ ...key, kind: "stalled", since: 4000, noticedAt: 5000, until: null })
      .execute();
  await db.destroy();
}

describe.each(names)("a database of %s", (version) => {
  it("comes up to this version with all that was in it", async () => {
    const folder = temporaryFolder();
    await databaseOf(version, folder);
    const db = await openSqliteDatabase(folder, file);
    onTestFinished(() => db.destroy());
    const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
    expect(applied.rows.map(({ name }) => name)).toEqual(names);
    expect(await createWatchListStore(db).all()).toEqual([{ ...key, label: "任务 🚗", addedAt: 1000 }]);
    const history = createHistoryStore(db);
    expect(await history.observedSince(key)).toBe(version >= "0002" ? 5000 : null);
    const attention = createAttentionStore(db);
    const lasting = { kind: "stalled", since: 4000, until: null };
    expect(await attention.latest(key, 9)).toEqual(version >= "0003" ? [lasting] : []);
    await attention.write([stalled]);
    expect(await attention.latest(key, 9)).toEqual([lasting]);
    await createWatchListStore(db).archive([key], 9000);
    expect(await createArchiveStore(db).all()).toHaveLength(1);
    await history.write([{ ...kept, at: 6000 }], []);
    expect(await history.samples(key, { from: 6000, to: 6000 }, 300)).toHaveLength(1);
  });
});
