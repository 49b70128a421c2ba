import { describe, expect, it } from "vitest";
import { createApiKeyStore } from "../../src/store/api-key-store.ts";
import { openReopenable } from "./open-reopenable.ts";
import type { OpenDatabase } from "./store-contract.ts";

/** What the store of API keys keeps its word on, whatever the database; see `runStoreContract`. */
export function runApiKeyContract(name: string, prepare: () => OpenDatabase): void {
  describe(`API keys in ${name}`, () => {
    it("are kept with their last use, until they are removed", async () => {
      const { store, reopened } = await openReopenable(prepare(), createApiKeyStore);
      const key = {
        id: "a",
        hash: "h",
        name: "任务 🚗",
        role: "registrar",
        sdkAppIds: "[1400000000]",
        createdBy: "Li Na",
        createdAt: 1_800_000_000_000,
        lastUsedAt: null,
      };
      const later = { ...key, id: "b", sdkAppIds: "null", createdAt: key.createdAt + 1 };
      await store.add(later);
      await store.add(key);
      await store.used("a", 1_800_000_000_001);
      const again = await reopened();
      expect(await again.all()).toEqual([{ ...key, lastUsedAt: 1_800_000_000_001 }, later]);
      expect([await again.remove("a"), await again.remove("a")]).toEqual([true, false]);
      expect(await again.all()).toEqual([later]);
    });
  });
}
