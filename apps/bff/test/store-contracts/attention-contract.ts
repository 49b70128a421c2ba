import type { AttentionKind, CampaignKey } from "@cruiseboard/contract";
import { describe, expect, it } from "vitest";
import { createAttentionStore } from "../../src/store/attention-store.ts";
import { createArchiveStore, createWatchListStore } from "../../src/store/watch-list-store.ts";
import { watchDirectly } from "../kit/watch-directly.ts";
import { openReopenable } from "./open-reopenable.ts";
import type { OpenDatabase } from "./store-contract.ts";

const first: CampaignKey = { sdkAppId: 1, campaignId: 1 };
const second: CampaignKey = { sdkAppId: 2, campaignId: 1 };

/** What the journal's store keeps its word on, whatever the database; see `runStoreContract`. */
export function runAttentionContract(name: string, prepare: () => OpenDatabase): void {
  async function openStore() {
    const opened = await openReopenable(prepare(), createAttentionStore);
    await watchDirectly(opened.db, first, second);
    return opened;
  }

  describe(`attention in ${name}`, () => {
    it("is empty at first", async () => {
      const { store } = await openStore();
      expect(await store.write([])).toEqual([]);
      expect(await store.latest(first, 9)).toEqual([]);
    });

    it("begins with the look that has it and ends with the one that has it no more", async () => {
      const { store, reopened } = await openStore();
      await store.write([seen(first, 1000, { stalled: 900 }), seen(second, 1000, { overrun: 500 })]);
      expect(await store.latest(first, 9)).toEqual([{ kind: "stalled", since: 900, until: null }]);
      const again = await reopened();
      await again.write([seen(first, 2000, { overrun: 1800 })]);
      expect(await again.latest(first, 9)).toEqual([
        { kind: "overrun", since: 1800, until: null },
        { kind: "stalled", since: 900, until: 2000 },
      ]);
      expect(await again.latest(second, 9)).toEqual([{ kind: "overrun", since: 500, until: null }]);
    });

    it("goes on though another process tells another beginning", async () => {
      const { store, reopened } = await openStore();
      await store.write([seen(first, 1000, { stalled: 900 })]);
      const again = await reopened();
      await again.write([seen(first, 3000, { stalled: 2900 })]);
      expect(await again.latest(first, 9)).toEqual([{ kind: "stalled", since: 900, until: null }]);
      await again.write([seen(first, 4000, {})]);
      expect(await again.latest(first, 9)).toEqual([{ kind: "stalled", since: 900, until: 4000 }]);
    });

    it("does not end by a look that could not tell", async () => {
      const { store } = await openStore();
      await store.write([seen(first, 1000, { upstreamFailing: 900 })]);
      await store.write([{ ...seen(first, 2000, { stalled: 1900 }), complete: false }]);
      expect(await store.latest(first, 9)).toEqual([
        { kind: "stalled", since: 1900, until: null },
        { kind: "upstreamFailing", since: 900, until: null },
      ]);
    });

    it("stays the same when the same is written again, in one batch or in two", async () => {
      const { store } = await openStore();
      const batch = [
        seen(first, 1000, { stalled: 900 }),
        seen(first, 2000, {}),
        seen(first, 3000, { stalled: 2500 }),
      ];
      await store.write(batch);
      const once = await store.latest(first, 9);
      expect(once).toEqual([
        { kind: "stalled", since: 2500, until: null },
        { kind: "stalled", since: 900, until: 2000 },
      ]);
      await store.write(batch.slice(2));
      expect(await store.latest(first, 9)).toEqual(once);
    });

    it("is the same thing again when it comes back with the same beginning", async () => {
      const { store } = await openStore();
      await store.write([
        seen(first, 1000, { lateStart: 100 }),
        seen(first, 2000, {}),
        seen(first, 3000, { lateStart: 100 }),
      ]);
      expect(await store.latest(first, 9)).toEqual([{ kind: "lateStart", since: 100, until: null }]);
    });

    it("never ends before it began, though the clock was set back", async () => {
      const { store } = await openStore();
      await store.write([seen(first, 60_000, { stalled: 50_000 })], () => 60_000);
      expect(await store.write([seen(first, 5000, {})], () => 5000)).toEqual([]);
      expect(await store.latest(first, 9)).toEqual([{ kind: "stalled", since: 50_000, until: 50_000 }]);
    });

    it("is not changed by a look that is older than one that was written, whoever comes late", async () => {
      const { store, reopened } = await openStore();
      await store.write([seen(first, 1000, { stalled: 900 }), seen(second, 1000, {})]);
      await store.write([seen(first, 3000, { stalled: 900 }), seen(second, 3000, { overrun: 2900 })]);
      const again = await reopened();
      expect(await again.write([seen(first, 2000, {}), seen(second, 2000, {})], () => 9000)).toEqual([
        first,
        second,
      ]);
      expect(await again.latest(first, 9)).toEqual([{ kind: "stalled", since: 900, until: null }]);
      expect(await again.latest(second, 9)).toEqual([{ kind: "overrun", since: 2900, until: null }]);
      const late = [seen(first, 2500, {}), seen(first, 3500, { overrun: 3400 })];
      expect(await again.write(late, () => 9000)).toEqual([first]);
      expect(await again.latest(first, 9)).toEqual([
        { kind: "overrun", since: 3400, until: null },
        { kind: "stalled", since: 900, until: 3500 },
      ]);
    });

    it("is told by one of two that write at the same time, whatever the order", async () => {
      const { store } = await openStore();
      const looks = Array.from({ length: 20 }, (_, index) => [
        seen(second, 1000 + index, index % 2 === 0 ? { stalled: 900 } : {}),
        seen(first, 1000 + index, index % 2 === 0 ? {} : { overrun: 800 }),
      ]);
      await Promise.all(looks.toReversed().map((both) => store.write(both)));
      expect((await store.latest(first, 9)).map(({ until }) => until)).toEqual([null]);
      expect((await store.latest(second, 9)).every(({ until }) => until !== null)).toBe(true);
    });

    it("is written all or not at all", async () => {
      const { store } = await openStore();
      const broken = seen(first, 2000, { overrun: Number.NaN });
      await expect(store.write([seen(first, 1000, { stalled: 900 }), broken])).rejects.toThrow(
        // SQLite takes it for null, PostgreSQL for no number.
        /NOT NULL constraint failed: attention.since|invalid input syntax for type bigint: "NaN"/,
      );
      expect(await store.latest(first, 9)).toEqual([]);
    });

    it("answers the latest only, and of kinds that it does not know, that they are unknown", async () => {
      const { store, db } = await openStore();
      const looks = Array.from({ length: 6 }, (_, index) =>
        seen(first, 1000 * index + 1, index % 2 === 0 ? { stalled: 1000 * index } : {}),
      );
      await store.write(looks);
      expect((await store.latest(first, 2)).map(({ since }) => since)).toEqual([4000, 2000]);
      await db.updateTable("attention").set({ kind: "onFire" }).where("since", "=", 4000).execute();
      expect((await store.latest(first, 9)).map(({ kind, since }) => [kind, since])).toEqual([
        ["unknown", 4000],
        ["stalled", 2000],
        ["stalled", 0],
      ]);
    });

    it("is over once its campaign is removed, and nothing that was observed before begins afterwards", async () => {
      const { store, db } = await openStore();
      const watchList = createWatchListStore(db);
      await store.write([seen(first, 1000, { stalled: 900 }), seen(second, 1000, { overrun: 500 })]);
      await watchList.remove([first], 2000);
      await watchList.archive([second], 2000);
      expect(await store.write([seen(first, 1500, { stalled: 900 })], () => 9000)).toEqual([first]);
      await store.write([seen(first, 2500, { stalled: 900 }), seen(second, 2500, { overrun: 500 })]);
      expect(await store.latest(first, 9)).toEqual([{ kind: "stalled", since: 900, until: 2000 }]);
      expect(await store.latest(second, 9)).toEqual([{ kind: "overrun", since: 500, until: null }]);
      await watchList.add([first], 3000);
      await store.write([seen(first, 3500, { stalled: 900 })]);
      expect(await store.latest(first, 9)).toEqual([{ kind: "stalled", since: 900, until: null }]);
      await createArchiveStore(db).remove(second, 4000);
      expect(await store.latest(second, 9)).toEqual([{ kind: "overrun", since: 500, until: 4000 }]);
    });

    it("stays over when a campaign is removed while another backend writes of it", async () => {
      const { store, db } = await openStore();
      const watchList = createWatchListStore(db);
      for (let round = 1; round <= 10; round += 1) {
        await watchList.add([first, second], round * 1000);
        const kinds = { stalled: round * 1000 };
        await Promise.all([
          store.write([seen(second, round * 1000 + 2, kinds), seen(first, round * 1000 + 2, kinds)]),
          watchList.remove([first, second], round * 1000 + 1),
        ]);
        for (const key of [first, second])
          expect((await store.latest(key, 99)).filter(({ until }) => until === null)).toEqual([]);
      }
    });

    it("deletes what has long been over, never what lasts", async () => {
      const { store } = await openStore();
      await store.write([
        seen(first, 1000, { stalled: 900, overrun: 100 }),
        seen(first, 2000, { overrun: 100 }),
      ]);
      await store.deleteOld(2000);
      expect(await store.latest(first, 9)).toHaveLength(2);
      await store.deleteOld(2001);
      expect(await store.latest(first, 9)).toEqual([{ kind: "overrun", since: 100, until: null }]);
    });
  });
}

function seen(key: CampaignKey, at: number, kinds: Partial<Record<AttentionKind, number>>) {
  const entries = Object.entries(kinds).map(([kind, since]) => ({ kind: kind as AttentionKind, since }));
  return { key, at, kinds: entries, complete: true };
}
