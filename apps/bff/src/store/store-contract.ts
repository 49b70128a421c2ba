import type { Kysely } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Schema } from "./schema.ts";
import { createWatchListStore, type WatchListStore } from "./watch-list-store.ts";

/** A database for one test: new and migrated at the first call, the same one again at each later call. */
export type OpenDatabase = () => Promise<Kysely<Schema>>;

/**
 * What a store keeps its word on, whatever the database. `prepare` is called once a test and answers how that test
 * opens its own database; it also sees to it that nothing is left behind.
 */
export function runStoreContract(name: string, prepare: () => OpenDatabase): void {
  /** The store, and the same after all connections were closed and opened again. */
  async function openStore(): Promise<{ store: WatchListStore; reopened: () => Promise<WatchListStore> }> {
    const open = prepare();
    let db = await open();
    onTestFinished(() => db.destroy());
    return {
      store: createWatchListStore(db),
      reopened: async () => {
        await db.destroy();
        db = await open();
        return createWatchListStore(db);
      },
    };
  }

  describe(`watch list in ${name}`, () => {
    it("is empty at first, and answers that it is well", async () => {
      const { store } = await openStore();
      expect(await store.all()).toEqual([]);
      await expect(store.check()).resolves.toBeUndefined();
    });

    it("keeps what was added, in order of time and then of ids", async () => {
      const { store, reopened } = await openStore();
      await store.add([entry(2, 7), entry(1, 9), entry(2, 3, "three")], 1000);
      await store.add([entry(1, 1)], 2000);
      await store.add([entry(1, 5)], 500);
      const all = [
        { sdkAppId: 1, campaignId: 5, label: null, addedAt: 500 },
        { sdkAppId: 1, campaignId: 9, label: null, addedAt: 1000 },
        { sdkAppId: 2, campaignId: 3, label: "three", addedAt: 1000 },
        { sdkAppId: 2, campaignId: 7, label: null, addedAt: 1000 },
        { sdkAppId: 1, campaignId: 1, label: null, addedAt: 2000 },
      ];
      expect(await store.all()).toEqual(all);
      expect(await (await reopened()).all()).toEqual(all);
    });

    it("adds an entry once, however often it is asked to", async () => {
      const { store } = await openStore();
      expect(await store.add([entry(1, 1), entry(1, 1)], 1000)).toEqual({
        added: [{ sdkAppId: 1, campaignId: 1, label: null, addedAt: 1000 }],
        existing: 1,
        relabelled: [],
      });
      expect(await store.add([entry(1, 1)], 2000)).toEqual({ added: [], existing: 1, relabelled: [] });
      expect(await store.all()).toEqual([{ sdkAppId: 1, campaignId: 1, label: null, addedAt: 1000 }]);
    });

    it("takes over a label that is given and keeps one when none is", async () => {
      const { store } = await openStore();
      await store.add([entry(1, 1, "first"), entry(1, 2, "other")], 1000);
      const change = await store.add([entry(1, 1, "second"), entry(1, 2), entry(1, 2, "")], 2000);
      expect(change).toEqual({
        added: [],
        existing: 3,
        relabelled: [{ sdkAppId: 1, campaignId: 1, label: "second", addedAt: 1000 }],
      });
      expect((await store.all()).map(({ label }) => label)).toEqual(["second", "other"]);
    });

    it("takes the last of several labels for one campaign", async () => {
      const { store } = await openStore();
      await store.add([entry(1, 1, "one"), entry(1, 1, "two")], 1000);
      expect((await store.all()).map(({ label }) => label)).toEqual(["two"]);
    });

    it("changes a label, takes it away, and says what it came to", async () => {
      const { store, reopened } = await openStore();
      await store.add([entry(1, 1, "one"), entry(1, 2, "two")], 1000);
      const first = { sdkAppId: 1, campaignId: 1 };
      expect(await store.relabel(first, "uno")).toEqual({ ...first, label: "uno", addedAt: 1000 });
      expect(await store.relabel(first, null)).toEqual({ ...first, label: null, addedAt: 1000 });
      expect(await store.relabel({ sdkAppId: 1, campaignId: 3 }, "three")).toBeNull();
      expect((await (await reopened()).all()).map(({ label }) => label)).toEqual([null, "two"]);
    });

    it("keeps any text and any id exactly", async () => {
      const { store, reopened } = await openStore();
      const label = `'; DROP TABLE watch_list; -- "\\ 新能源 🚗 <b>`;
      const largest = Number.MAX_SAFE_INTEGER;
      await store.add([entry(largest, largest, label)], 1_790_000_000_123);
      expect(await (await reopened()).all()).toEqual([
        { sdkAppId: largest, campaignId: largest, label, addedAt: 1_790_000_000_123 },
      ]);
    });

    it("removes one entry and says whether it was there", async () => {
      const { store, reopened } = await openStore();
      await store.add([entry(1, 1), entry(1, 2), entry(2, 1)], 1000);
      expect(await store.remove({ sdkAppId: 1, campaignId: 1 })).toBe(true);
      expect(await store.remove({ sdkAppId: 1, campaignId: 1 })).toBe(false);
      expect(await store.remove({ sdkAppId: 9, campaignId: 9 })).toBe(false);
      expect((await (await reopened()).all()).map(idsOf)).toEqual(["1/2", "2/1"]);
    });

    it("takes 10,000 entries at once, and again", async () => {
      const { store } = await openStore();
      const many = Array.from({ length: 10_000 }, (_, index) => entry(1, index + 1, `label ${index}`));
      expect((await store.add(many, 1000)).added).toHaveLength(10_000);
      expect((await store.all()).map(({ campaignId }) => campaignId)).toEqual(
        many.map(({ campaignId }) => campaignId),
      );
      expect(await store.add(many, 2000)).toEqual({ added: [], existing: 10_000, relabelled: [] });
    });

    it("loses nothing to changes that are asked for at the same time", async () => {
      const { store } = await openStore();
      const changes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.add([entry(1, index + 1), entry(2, 1)], 1000 + index)),
      );
      expect(changes.reduce((sum, { added }) => sum + added.length, 0)).toBe(21);
      expect(await store.all()).toHaveLength(21);
    });
  });
}

function entry(sdkAppId: number, campaignId: number, label?: string) {
  return { sdkAppId, campaignId, ...(label !== undefined && { label }) };
}

function idsOf({ sdkAppId, campaignId }: { sdkAppId: number; campaignId: number }): string {
  return `${sdkAppId}/${campaignId}`;
}
