import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import fc from "fast-check";
import type { Kysely } from "kysely";
import { describe, expect, it } from "vitest";
import { createHistoryStore, type HistoryStore } from "../../src/store/history-store.ts";
import type { LastFacts } from "../../src/store/last-facts-store.ts";
import type { KeptSample, Schema, StoredSample } from "../../src/store/schema.ts";
import { createWatchListStore } from "../../src/store/watch-list-store.ts";
import { openReopenable } from "./open-reopenable.ts";
import type { OpenDatabase } from "./store-contract.ts";

const first: CampaignKey = { sdkAppId: 1, campaignId: 1 };
const second: CampaignKey = { sdkAppId: 1, campaignId: 2 };
const always = { from: 0, to: Number.MAX_SAFE_INTEGER };
const largest = Number.MAX_SAFE_INTEGER;

/** What the history keeps its word on, whatever the database; see `runStoreContract`. */
export function runHistoryContract(name: string, prepare: () => OpenDatabase): void {
  const openStore = () => openReopenable(prepare(), createHistoryStore);

  describe(`history in ${name}`, () => {
    it("is empty at first", async () => {
      const { store } = await openStore();
      expect(await store.samples(first, always, 300)).toEqual([]);
      expect(await store.observedSince(first)).toBeNull();
      expect(await store.gaps(first, always, 300)).toEqual([]);
      expect(await store.recentSamples([first], 0)).toEqual(new Map());
      expect(await store.lastFacts()).toEqual({ known: [], unreadable: [] });
      expect(await store.lastObservations([first])).toEqual(new Map());
      await expect(store.write([], [])).resolves.toBeUndefined();
    });

    it("keeps samples exactly, unknown values too, each campaign's apart and in order of time", async () => {
      const { store, reopened } = await openStore();
      await store.write([sample(first, 3000, largest, largest, 1), sample(second, 1500, 5)], []);
      await store.write([sample(first, 1000, null, null, null), sample(first, 2000, 0, 0, 0)], []);
      const again = await reopened();
      expect(await again.samples(first, always, 300)).toEqual([
        { at: 1000, called: null, total: null, stateCode: null, unobservedSince: null },
        { at: 2000, called: 0, total: 0, stateCode: 0, unobservedSince: null },
        { at: 3000, called: largest, total: largest, stateCode: 1, unobservedSince: null },
      ]);
      expect(await again.samples(second, always, 300)).toHaveLength(1);
      expect(await again.observedSince(first)).toBe(1000);
    });

    it("changes nothing when the same is written again, and takes the later of two at one moment", async () => {
      const { store } = await openStore();
      const written = [sample(first, 1000, 1), sample(first, 2000, 2)];
      await store.write(written, []);
      await store.write(written, []);
      expect(await store.samples(first, always, 300)).toHaveLength(2);
      await store.write([sample(first, 2000, 7), sample(first, 2000, 8)], []);
      expect((await store.samples(first, always, 300)).map(({ called }) => called)).toEqual([1, 8]);
    });

    it("suggests found campaigns until they are dismissed, watched or observed, and tells how far ids go", async () => {
      const { db, store, reopened } = await openStore();
      const found = [1, 2, 3, 4, 5].map((id) => facts({ sdkAppId: 1, campaignId: id }, 1000 + id));
      for (const one of [...found, facts({ sdkAppId: 2, campaignId: 9 }, 1)])
        await store.suggest(one.key, one.facts, one.observedAt);
      await store.dismiss([first]);
      // Found again after a takeover: it stays dismissed.
      for (const one of found) await store.suggest(one.key, one.facts, one.observedAt);
      await createWatchListStore(db).add([second], 1);
      await store.write([], [facts({ sdkAppId: 1, campaignId: 3 }, 2000)]);
      const again = await reopened();
      const suggested = (await again.suggested()).map(({ key }) => campaignPath(key));
      expect(suggested).toEqual(["1/4", "1/5", "2/9"]);
      expect(await again.highestIds()).toEqual(
        new Map([
          [1, 5],
          [2, 9],
        ]),
      );
    });

    it("keeps what was observed last, whoever comes late, but for what a wrong clock has dated ahead", async () => {
      const { store } = await openStore();
      const at = (observedAt: number) => store.write([], [facts(first, observedAt)], () => 60_000);
      const known = async () => (await store.lastObservations([first])).get("1/1")?.observedAt;
      await at(50_000);
      await at(40_000);
      expect(await known()).toBe(50_000);
      await at(64_000);
      await at(60_000);
      expect(await known()).toBe(64_000);
      await at(660_000);
      await at(60_000);
      expect(await known()).toBe(60_000);
    });

    it("writes all of a batch or nothing", async () => {
      const { store, db } = await openStore();
      await db.schema.alterTable("last_facts").renameTo("elsewhere").execute();
      await expect(store.write([sample(first, 1000, 1)], [facts(first, 1000)])).rejects.toThrow("last_facts");
      expect(await store.observedSince(first)).toBeNull();
    });

    it("answers both ends of a range and nothing beyond it", async () => {
      const { store } = await openStore();
      await store.write(
        [1000, 2000, 3000, 4000].map((at) => sample(first, at, at)),
        [],
      );
      const within = async (from: number, to: number) =>
        (await store.samples(first, { from, to }, 300)).map(({ at }) => at);
      expect(await within(2000, 3000)).toEqual([2000, 3000]);
      expect(await within(2001, 2999)).toEqual([]);
      expect(await within(5000, 9000)).toEqual([]);
      expect(await within(4000, 4000)).toEqual([4000]);
    });

    it("answers gaps where they touch the range, cut to it, the longest if there are many", async () => {
      const { store } = await openStore();
      const gap = (since: number, at: number) => ({ ...sample(first, at, at), unobservedSince: since });
      await store.write([sample(first, 500, 1), gap(1000, 2000), gap(3000, 6000), gap(7000, 7500)], []);
      const within = (from: number, to: number, most = 300) => store.gaps(first, { from, to }, most);
      expect(await within(0, 9000)).toEqual([
        { from: 1000, to: 2000 },
        { from: 3000, to: 6000 },
        { from: 7000, to: 7500 },
      ]);
      expect(await within(1500, 4000)).toEqual([
        { from: 1500, to: 2000 },
        { from: 3000, to: 4000 },
      ]);
      expect(await within(4000, 5000)).toEqual([{ from: 4000, to: 5000 }]);
      expect(await within(2000, 3000)).toEqual([]);
      expect(await within(0, 9000, 2)).toEqual([
        { from: 1000, to: 2000 },
        { from: 3000, to: 6000 },
      ]);
      expect(await store.gaps(second, always, 300)).toEqual([]);
    });

    it("answers the latest gaps, newest first", async () => {
      const { store } = await openStore();
      const gap = (since: number, at: number) => ({ ...sample(first, at, at), unobservedSince: since });
      await store.write([sample(first, 500, 1), gap(1000, 2000), gap(3000, 6000), gap(7000, 7500)], []);
      expect(await store.latestGaps(first, 2)).toEqual([
        { from: 7000, to: 7500 },
        { from: 3000, to: 6000 },
      ]);
      expect(await store.latestGaps(second, 2)).toEqual([]);
    });

    it("answers the latest changes of state and total, the first sample included", async () => {
      const { store } = await openStore();
      await store.write(
        [
          sample(first, 1000, 0, 100, 0),
          sample(first, 2000, 1, 100, 1),
          sample(first, 3000, 2, 100, 1),
          sample(first, 4000, 2, null, 1),
          sample(first, 5000, 2, null, null),
          sample(second, 6000, 2),
        ],
        [],
      );
      const change = { isFirst: false, stateCode: 1, stateCodeBefore: 1, total: 100, totalBefore: 100 };
      expect(await store.latestChanges(first, 9)).toEqual([
        { ...change, at: 5000, stateCode: null, total: null, totalBefore: null },
        { ...change, at: 4000, total: null },
        { ...change, at: 2000, stateCodeBefore: 0 },
        { ...change, at: 1000, isFirst: true, stateCode: 0, stateCodeBefore: null, totalBefore: null },
      ]);
      expect((await store.latestChanges(first, 2)).map(({ at }) => at)).toEqual([5000, 4000]);
      expect(await store.latestChanges({ sdkAppId: 9, campaignId: 9 }, 9)).toEqual([]);
    });

    it("finds changes however many samples lie between them", async () => {
      const { store } = await openStore();
      const moments = [10, 29_999, 30_000, 49_999];
      const many = Array.from({ length: 50_000 }, (_, index) =>
        sample(first, index, index, 9, moments.filter((at) => at <= index).length),
      );
      for (let start = 0; start < many.length; start += 5000)
        await store.write(many.slice(start, start + 5000), []);
      const changes = await store.latestChanges(first, 9);
      expect(changes.map(({ at }) => at)).toEqual([49_999, 30_000, 29_999, 10, 0]);
      expect(changes.map(({ isFirst }) => isFirst)).toEqual([false, false, false, false, true]);
    });

    it("reads every sample page by page", async () => {
      const { store } = await openStore();
      const many = Array.from({ length: 4500 }, (_, index) => sample(first, 1000 + index, index));
      await store.write(many, []);
      const pages = await pagesOf(store.everySample(first, always));
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat()).toEqual(many);
      expect(await pagesOf(store.everySample(first, { from: 0, to: 999 }))).toEqual([]);
    });

    it("answers the recent samples of the campaigns asked for, in order of time", async () => {
      const { store } = await openStore();
      const afterGap = { ...sample(first, 3000, 3), unobservedSince: 2100 };
      const elsewhere = { sdkAppId: 9, campaignId: 1 };
      await store.write([sample(first, 1000, 1), afterGap, sample(first, 2000, 2)], []);
      await store.write([sample(second, 3000, 3), sample(elsewhere, 4000, 4)], []);
      const recent = await store.recentSamples([elsewhere, first, { sdkAppId: 9, campaignId: 9 }], 2000);
      expect([...recent.keys()].toSorted()).toEqual([campaignPath(first), campaignPath(elsewhere)]);
      expect(recent.get("1/1")?.map(({ at, unobservedSince }) => [at, unobservedSince])).toEqual([
        [2000, null],
        [3000, 2100],
      ]);
      expect(recent.get("9/1")?.map(({ at, called }) => [at, called])).toEqual([[4000, 4]]);
    });
  });

  describe(`last facts in ${name}`, () => {
    it("are the latest of every watched campaign", async () => {
      const { store, db, reopened } = await openStore();
      await createWatchListStore(db).add([first], 0);
      await store.write([], [facts(first, 1000), facts(second, 1000)]);
      const latest = { ...facts(first, 2000), endedAt: 1990, endConfirmed: true };
      await store.write([], [latest]);
      const again = await reopened();
      expect(await again.lastFacts()).toEqual({ known: [latest], unreadable: [] });
      expect(await again.lastObservations([first, second, { sdkAppId: 3, campaignId: 3 }])).toEqual(
        new Map([
          ["1/1", { observedAt: 2000, endConfirmed: true }],
          ["1/2", { observedAt: 1000, endConfirmed: false }],
        ]),
      );
    });

    it.each(["", "{", "[]", "null", '{"name":3}', '{"calledCallees":-1}'])(
      "that read %j are passed over, and the campaign named",
      async (text) => {
        const { store, db } = await openStore();
        await createWatchListStore(db).add([first, second], 0);
        await store.write([], [facts(first, 1000), facts(second, 1000)]);
        await db.updateTable("lastFacts").set({ facts: text }).where("campaignId", "=", 1).execute();
        expect(await store.lastFacts()).toEqual({ known: [facts(second, 1000)], unreadable: [first] });
      },
    );

    it("of campaigns that are neither watched nor archived are forgotten once they are old", async () => {
      const { store, db } = await openStore();
      const third = { sdkAppId: 1, campaignId: 3 };
      const fourth = { sdkAppId: 1, campaignId: 4 };
      const watchList = createWatchListStore(db);
      await watchList.add([first, fourth], 0);
      await watchList.archive([fourth], 0);
      await store.write(
        [],
        [first, second, fourth].map((key) => facts(key, 1000)),
      );
      await store.write([], [facts(third, 2000)]);
      await store.deleteOldFacts(2000);
      const left = await store.lastObservations([first, second, third, fourth]);
      expect([...left.keys()].toSorted()).toEqual(["1/1", "1/3", "1/4"]);
    });

    it("are answered for any campaign that is asked for", async () => {
      const { store } = await openStore();
      const namesake = { sdkAppId: 2, campaignId: 1 };
      await store.write([], [facts(first, 1000), facts(second, 1000), facts(namesake, 1000)]);
      const found = await store.lastFactsOf([first, { sdkAppId: 2, campaignId: 2 }]);
      expect(found).toEqual(new Map([["1/1", facts(first, 1000)]]));
      expect(await store.lastFactsOf([])).toEqual(new Map());
      const many = Array.from({ length: 2000 }, (_, index) => ({ sdkAppId: 1, campaignId: index }));
      expect((await store.lastFactsOf(many)).size).toBe(2);
    });
  });

  describe(`retention in ${name}`, () => {
    it("deletes a few of one campaign at a time, until every campaign was seen", async () => {
      const { store } = await openStore();
      for (const key of [first, second, { sdkAppId: 2, campaignId: 1 }])
        await store.write(
          Array.from({ length: 25 }, (_, index) => sample(key, 1000 + index, index)),
          [],
        );
      const left = async () => (await store.samples(first, always, 300)).length;
      let after = await store.deleteOldSamples(1020, null, 8);
      expect(await left()).toBe(17);
      let steps = 1;
      for (; after !== null && steps < 100; steps += 1) after = await store.deleteOldSamples(1020, after, 8);
      // Three of each campaign, and one that finds no more.
      expect(steps).toBe(10);
      for (const key of [first, second, { sdkAppId: 2, campaignId: 1 }])
        expect((await store.samples(key, always, 300)).map(({ at }) => at)).toEqual([
          1020, 1021, 1022, 1023, 1024,
        ]);
    });
  });

  describe(`downsampling in ${name}`, () => {
    it("keeps the shape of a campaign of 10,000 samples in 300", async () => {
      const { store } = await openStore();
      const past = Array.from({ length: 10_000 }, (_, index) =>
        sample(
          first,
          1_790_000_000_000 + index * 9000,
          index,
          10_000,
          index < 100 ? 0 : index < 9990 ? 1 : 3,
        ),
      );
      await store.write(past, []);
      const kept = await store.samples(first, always, 300);
      expect(kept.length).toBeLessThanOrEqual(300);
      expect(kept.length).toBeGreaterThan(250);
      for (const index of [0, 100, 9990, 9999]) expect(kept).toContainEqual(plain(past[index]));
    });

    it("keeps every change that there is room for among many", async () => {
      const { store } = await openStore();
      const past = Array.from({ length: 2000 }, (_, index) =>
        sample(first, index + 1, index, 2000, Math.floor(index / 10) % 2),
      );
      await store.write(past, []);
      const changes = past.filter((_, index) => index > 0 && index % 10 === 0).map(plain);
      const kept = await store.samples(first, always, 300);
      expect(kept.length).toBeLessThanOrEqual(300);
      expect(changes.filter((change) => !kept.some(({ at }) => at === change.at))).toEqual([]);
    });

    it("keeps first, last, extremes and changes of any past, and never more than asked for", async () => {
      const { store, db } = await openStore();
      await fc.assert(
        fc.asyncProperty(anyPast, fc.integer({ min: 2, max: 60 }), async (past, points) => {
          await replace(db, store, past);
          const range = { from: 1, to: 100_000 };
          const within = past.filter(({ at }) => at >= range.from && at <= range.to);
          const kept = await store.samples(first, range, points);
          expect(lostOf(within.map(plain), kept, points)).toEqual([]);
        }),
        // Each run is a hundred statements: to shrink a failure would take minutes.
        { numRuns: 100, endOnFailure: true },
      );
    });
  });
}

/** What a past of which `kept` is told should not have lost. */
function lostOf(past: readonly StoredSample[], kept: readonly StoredSample[], points: number): string[] {
  const lost: string[] = [];
  const ats = kept.map(({ at }) => at);
  const changes = past.filter((entry, index) => isChange(past[index - 1], entry));
  if (kept.length > points) lost.push("the bound");
  if (kept.some((entry) => !past.some((one) => JSON.stringify(one) === JSON.stringify(entry))))
    lost.push("the truth");
  if (ats.join() !== ats.toSorted((one, other) => one - other).join()) lost.push("the order");
  if (past.length <= points && kept.length < past.length) lost.push("samples that would fit");
  if (past[0]?.at !== ats[0] || past.at(-1)?.at !== ats.at(-1)) lost.push("an end");
  if (changes.length + 6 <= points && changes.some(({ at }) => !ats.includes(at))) lost.push("a change");
  for (const value of ["called", "total"] as const)
    for (const extreme of [Math.min, Math.max])
      if (points >= 6 && extremeOf(past, value, extreme) !== extremeOf(kept, value, extreme))
        lost.push(`an extreme of ${value}`);
  return lost;
}

function isChange(before: StoredSample | undefined, entry: StoredSample): boolean {
  if (!before) return false;
  return (
    before.stateCode !== entry.stateCode ||
    (before.called === null) !== (entry.called === null) ||
    (before.total === null) !== (entry.total === null)
  );
}

function extremeOf(
  samples: readonly StoredSample[],
  value: "called" | "total",
  extreme: (...values: number[]) => number,
): number {
  return extreme(...samples.map((entry) => entry[value]).filter((number) => number !== null));
}

const count = fc.option(fc.oneof(fc.nat({ max: 50 }), fc.integer({ min: 0, max: largest })), { freq: 8 });
/** Steady or wild, with gaps in time, some of it outside of what will be asked for. */
const anyPast: fc.Arbitrary<KeptSample[]> = fc
  .uniqueArray(
    fc.record({
      at: fc.oneof(fc.integer({ min: -50, max: 100_100 }), fc.integer({ min: 50_000, max: 50_400 })),
      called: count,
      total: fc.oneof({ weight: 3, arbitrary: fc.constant(500) }, count),
      stateCode: fc.oneof(
        { weight: 20, arbitrary: fc.constant(1) },
        fc.option(fc.integer({ min: -2, max: 9 })),
      ),
    }),
    { selector: ({ at }) => at, maxLength: 200, size: "max" },
  )
  .map((samples) =>
    samples
      .toSorted((one, other) => one.at - other.at)
      .map((entry) => ({ ...entry, key: first, unobservedSince: null })),
  );

async function replace(db: Kysely<Schema>, store: HistoryStore, past: readonly KeptSample[]): Promise<void> {
  await db.deleteFrom("samples").execute();
  await store.write(past, []);
}

async function pagesOf<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

function sample(
  key: CampaignKey,
  at: number,
  called: number | null,
  total: number | null = 1000,
  stateCode: number | null = 1,
): KeptSample {
  return { key, at, called, total, stateCode, unobservedSince: null };
}

function plain(kept: KeptSample | undefined): StoredSample {
  if (!kept) throw new Error("There is no such sample");
  const { key: _, ...sample } = kept;
  return sample;
}

function facts(key: CampaignKey, observedAt: number): LastFacts {
  return {
    key,
    observedAt,
    activeAt: observedAt - 5,
    endedAt: null,
    endConfirmed: false,
    facts: {
      name: `任务 "${key.campaignId}"`,
      agent: "agent@example.com",
      concurrency: 3,
      callOrderCode: 0,
      stateCode: 1,
      startTime: 1000,
      endTime: null,
      totalCallees: 10,
      calledCallees: null,
      uui: "🚗",
      requestId: "r-1",
    },
  };
}
