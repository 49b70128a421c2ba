import { describe, expect, it } from "vitest";
import { createEndedSessionStore } from "../../src/store/ended-session-store.ts";
import { openReopenable } from "./open-reopenable.ts";
import type { OpenDatabase } from "./store-contract.ts";

/** What the store of ended sessions keeps its word on, whatever the database; see `runStoreContract`. */
export function runEndedSessionContract(name: string, prepare: () => OpenDatabase): void {
  describe(`ended sessions in ${name}`, () => {
    it("are kept, each once, until their time is over", async () => {
      const { store, reopened } = await openReopenable(prepare(), createEndedSessionStore);
      const [early, late] = [
        { id: "a", until: 1_800_000_000_000 },
        { id: "b", until: 1_800_000_000_001 },
      ];
      for (const session of [early, late, early]) await store.add(session);
      const again = await reopened();
      expect((await again.all()).toSorted((a, b) => a.until - b.until)).toEqual([early, late]);
      await again.deleteOld(late.until);
      expect(await again.all()).toEqual([late]);
    });
  });
}
