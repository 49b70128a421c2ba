import { describe, expect, it } from "vitest";
import { createDiscoveredStore } from "../../src/store/discovered-store.ts";
import { createHistoryStore } from "../../src/store/history-store.ts";
import { createWatchListStore } from "../../src/store/watch-list-store.ts";
import { dialingFacts } from "../kit/dialed-campaign.ts";
import { openReopenable } from "./open-reopenable.ts";
import type { OpenDatabase } from "./store-contract.ts";

const facts = dialingFacts({ roundMs: 60_000, size: 3, total: 100, windowMs: 3_600_000 }, 0);
const found = (campaignId: number, foundAt: number, sdkAppId = 1_400_000_000) => ({
  key: { sdkAppId, campaignId },
  foundAt,
  facts: { ...facts, name: `任务 🚗 ${campaignId}` },
});

/** What the store of found campaigns keeps its word on, whatever the database; see `runStoreContract`. */
export function runDiscoveredContract(name: string, prepare: () => OpenDatabase): void {
  describe(`found campaigns in ${name}`, () => {
    it("are suggested, the latest first, until they are dismissed, watched or observed", async () => {
      const { db, store, reopened } = await openReopenable(prepare(), createDiscoveredStore);
      const all = [1, 2, 3, 4, 5].map((id) => found(id, 1_800_000_000_000 + id));
      await store.add(all);
      const [first, second, third] = all.map(({ key }) => key);
      if (!first || !second || !third) throw new Error("five were found");
      await store.dismiss([first]);
      // Found again after a takeover: it stays dismissed.
      await store.add(all);
      await createWatchListStore(db).add([second], 1);
      const seen = { observedAt: 1, activeAt: 1, endedAt: null, endConfirmed: false };
      await createHistoryStore(db).write([], [{ key: third, facts, ...seen }]);
      const again = await reopened();
      expect(await again.suggested()).toEqual([all[4], all[3]]);
    });

    it("tell how far each application is known, also after old ones are deleted", async () => {
      const { db, store } = await openReopenable(prepare(), createDiscoveredStore);
      await store.add([found(7, 1000), found(9, 2000), found(8, 3000), found(40, 1000, 2)]);
      const observed = { key: { sdkAppId: 3, campaignId: 2569 }, facts, observedAt: 1, activeAt: 1 };
      await createHistoryStore(db).write([], [{ ...observed, endedAt: null, endConfirmed: false }]);
      await store.deleteOld(5000);
      expect(await store.highestIds()).toEqual(
        new Map([
          [1_400_000_000, 9],
          [2, 40],
          [3, 2569],
        ]),
      );
      expect((await store.suggested()).map(({ key }) => key.campaignId)).toEqual([9, 40]);
    });
  });
}
