import { describe, expect, it } from "vitest";
import { createAttentionStore } from "../../src/store/attention-store.ts";
import { addToOutbox, createOutboxStore } from "../../src/store/outbox-store.ts";
import { watchDirectly } from "../kit/watch-directly.ts";
import { openReopenable } from "./open-reopenable.ts";
import type { OpenDatabase } from "./store-contract.ts";

const key = { sdkAppId: 1, campaignId: 1 };
const other = { sdkAppId: 1, campaignId: 2 };

const began = (at: number, since: number, seen = key) => ({
  key: seen,
  at,
  kinds: [{ kind: "stalled" as const, since }],
  complete: true,
});
const over = (at: number, seen = key) => ({ key: seen, at, kinds: [], complete: true });
const event = (at: number, since: number, seen = key) => ({
  key: seen,
  kind: "stalled",
  event: "began",
  since,
  at,
});

/** What the outbox keeps its word on, whatever the database; see `runStoreContract`. */
export function runOutboxContract(name: string, prepare: () => OpenDatabase): void {
  /** Every change of attention goes to both receivers. */
  async function openStore() {
    const { db, store, reopened } = await openReopenable(prepare(), createOutboxStore);
    await watchDirectly(db, key, other);
    const attention = createAttentionStore(db, (transaction, changes) =>
      addToOutbox(transaction, ["a", "b"], changes),
    );
    return { db, outbox: store, attention, reopened };
  }

  describe(`outbox in ${name}`, () => {
    it("holds what began and what ended, for each receiver, the longest waiting first", async () => {
      const { attention, outbox, reopened } = await openStore();
      await attention.write([began(2000, 1900), began(1000, 900, other)]);
      await attention.write([over(3000)]);
      const waiting = [event(1000, 900, other), event(2000, 1900), { ...event(3000, 1900), event: "ended" }];
      expect(await outbox.waiting("a", 9)).toEqual(waiting);
      expect(await outbox.waiting("a", 1)).toEqual(waiting.slice(0, 1));
      expect(await outbox.waiting("c", 9)).toEqual([]);
      expect(await (await reopened()).waiting("b", 9)).toEqual(waiting);
    });

    it("takes nothing twice, nothing that goes on, and nothing that is to be kept quiet", async () => {
      const { attention, outbox } = await openStore();
      await attention.write([began(1000, 900)]);
      await attention.write([began(2000, 1900), began(3000, 900)]);
      // It seemed over, and goes on.
      await attention.write([{ ...over(4000), silent: true }, began(5000, 900)]);
      expect(await outbox.waiting("a", 9)).toEqual([event(1000, 900)]);
    });

    it("has nothing of a change that was not kept", async () => {
      const { attention, outbox } = await openStore();
      const broken = began(2000, Number.NaN, other);
      await expect(attention.write([began(1000, 900), broken])).rejects.toThrow(/since|bigint/);
      expect(await outbox.waiting("a", 9)).toEqual([]);
    });

    it("turns events into a message, once, and forgets it when it is done", async () => {
      const { attention, outbox, reopened } = await openStore();
      await attention.write([began(1000, 900), began(2000, 1900, other)]);
      const [first] = await outbox.waiting("a", 1);
      await outbox.seal("a", first ? [first] : [], { id: "m", body: "{}", createdAt: 5000 });
      const again = await reopened();
      expect(await again.message("a")).toEqual({ id: "m", body: "{}", createdAt: 5000 });
      expect(await again.message("b")).toBeNull();
      expect(await again.waiting("a", 9)).toEqual([event(2000, 1900, other)]);
      expect(await again.waiting("b", 9)).toHaveLength(2);
      await again.done("m");
      expect(await again.message("a")).toBeNull();
    });

    it("drops what is too old, and what is for nobody any more", async () => {
      const { attention, outbox } = await openStore();
      await attention.write([began(1000, 900), began(2000, 1900, other)]);
      expect(await outbox.dropOld("a", 2000)).toBe(1);
      expect(await outbox.waiting("a", 9)).toEqual([event(2000, 1900, other)]);
      await outbox.seal("b", [], { id: "m", body: "{}", createdAt: 1 });
      await outbox.keepOnly(["a"]);
      expect(await outbox.waiting("b", 9)).toEqual([]);
      expect(await outbox.message("b")).toBeNull();
      expect(await outbox.waiting("a", 9)).toHaveLength(1);
      await outbox.keepOnly([]);
      expect(await outbox.waiting("a", 9)).toEqual([]);
    });
  });
}
