import type { Kysely } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import type { Schema } from "../../src/store/schema.ts";
import { createSettingsStore } from "../../src/store/settings-store.ts";
import {
  createArchiveStore,
  createWatchListStore,
  type WatchListStore,
} from "../../src/store/watch-list-store.ts";

/** A database for one test: new and migrated at the first call, the same one again at each later call. */
export type OpenDatabase = () => Promise<Kysely<Schema>>;

/**
 * What a store keeps its word on, whatever the database. `prepare` is called once a test and answers how that test
 * opens its own database; it also sees to it that nothing is left behind.
 */
export function runStoreContract(name: string, prepare: () => OpenDatabase): void {
  /** The store, and the same after all connections were closed and opened again. */
  async function openStore(): Promise<{
    db: Kysely<Schema>;
    store: WatchListStore;
    reopened: () => Promise<WatchListStore>;
  }> {
    const open = prepare();
    let db = await open();
    onTestFinished(() => db.destroy());
    return {
      // As it stands before it is reopened.
      get db() {
        return db;
      },
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

    it("archives what is watched, and brings it back with its label when it is added again", async () => {
      const { db, store, reopened } = await openStore();
      await store.add([entry(1, 1, "one"), entry(1, 2, "two"), entry(2, 1, "other")], 1000);
      await store.archive([keyOf(1, 1), keyOf(1, 2), keyOf(9, 9)], 5000);
      const archive = createArchiveStore(db);
      expect(await archive.all()).toEqual([
        { ...keyOf(1, 1), label: "one", addedAt: 1000, archivedAt: 5000 },
        { ...keyOf(1, 2), label: "two", addedAt: 1000, archivedAt: 5000 },
      ]);
      // Of another application, with the same id.
      expect((await store.add([entry(7, 1)], 6000)).added[0]?.label).toBeNull();
      expect(await store.remove([keyOf(7, 1)], 9000)).toHaveLength(1);
      expect(await archive.find(keyOf(1, 2))).toMatchObject({ label: "two" });
      expect(await archive.find(keyOf(2, 1))).toBeNull();
      const again = await reopened();
      expect((await again.all()).map(idsOf)).toEqual(["2/1"]);
      const back = await again.add([entry(1, 1), entry(1, 2, "zwei")], 7000);
      expect(back.added.map(({ label, addedAt }) => [label, addedAt])).toEqual([
        ["one", 7000],
        ["zwei", 7000],
      ]);
      expect((await again.all()).map(({ label }) => label)).toEqual(["other", "one", "zwei"]);
    });

    it("deletes from the archive, newest first in the list, and says whether it was there", async () => {
      const { db, store } = await openStore();
      const archive = createArchiveStore(db);
      await store.add([entry(1, 1), entry(1, 2)], 1000);
      await store.archive([keyOf(1, 1)], 5000);
      await store.archive([keyOf(1, 2)], 6000);
      expect((await archive.all()).map(({ campaignId }) => campaignId)).toEqual([2, 1]);
      expect(await archive.remove(keyOf(1, 1), 9000)).toBe(true);
      expect(await archive.remove(keyOf(1, 1), 9000)).toBe(false);
      expect(await archive.all()).toHaveLength(1);
    });

    it("keeps settings, and passes over what it does not understand", async () => {
      const { db } = await openStore();
      const settings = createSettingsStore(db);
      expect(await settings.read("one", z.number())).toBeNull();
      await settings.save("one", 1);
      await settings.save("one", 2);
      await settings.save("other", { text: "任务" });
      expect(await settings.read("one", z.number())).toBe(2);
      expect(await settings.read("other", z.object({ text: z.string() }))).toEqual({ text: "任务" });
      expect(await settings.read("other", z.number())).toBeNull();
      await db.updateTable("settings").set({ value: "{" }).execute();
      expect(await settings.read("one", z.number())).toBeNull();
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

    it("removes entries and answers those that were there, in the order in which they were named", async () => {
      const { store, reopened } = await openStore();
      await store.add([entry(1, 1, "one"), entry(1, 2), entry(2, 1), entry(2, 2)], 1000);
      expect(await store.remove([keyOf(2, 1), keyOf(9, 9), keyOf(1, 1), keyOf(2, 1)], 9000)).toEqual([
        { sdkAppId: 2, campaignId: 1, label: null, addedAt: 1000 },
        { sdkAppId: 1, campaignId: 1, label: "one", addedAt: 1000 },
      ]);
      expect(await store.remove([keyOf(1, 1)], 9000)).toEqual([]);
      expect(await store.remove([], 9000)).toEqual([]);
      expect((await (await reopened()).all()).map(idsOf)).toEqual(["1/2", "2/2"]);
    });

    it("removes 10,000 entries at once, all of them or none", async () => {
      const { db, store } = await openStore();
      const many = Array.from({ length: 10_000 }, (_, index) => entry(1, index + 1));
      await store.add(many, 1000);
      const failing = createWatchListStore(
        db.withPlugin({
          transformQuery: ({ node }) => {
            const isLast = JSON.stringify(node).includes("10000");
            if (node.kind === "DeleteQueryNode" && isLast) throw new Error("in the middle");
            return node;
          },
          transformResult: ({ result }) => Promise.resolve(result),
        }),
      );
      await expect(failing.remove(many, 9000)).rejects.toThrow("in the middle");
      expect(await store.all()).toHaveLength(10_000);
      expect(await store.remove(many, 9000)).toHaveLength(10_000);
      expect(await store.all()).toEqual([]);
    });

    it("removes each entry once, whoever asks for the same ones at the same time", async () => {
      const { store } = await openStore();
      const keys = Array.from({ length: 2500 }, (_, index) => keyOf(1, index + 1));
      await store.add(keys, 1000);
      const removals = await Promise.all([store.remove(keys, 9000), store.remove(keys.toReversed(), 9000)]);
      expect(removals.map((removed) => removed.length).toSorted((one, other) => one - other)).toEqual([
        0, 2500,
      ]);
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

function keyOf(sdkAppId: number, campaignId: number) {
  return { sdkAppId, campaignId };
}

function idsOf({ sdkAppId, campaignId }: { sdkAppId: number; campaignId: number }): string {
  return `${sdkAppId}/${campaignId}`;
}
