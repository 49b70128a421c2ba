import type { CampaignKey } from "@cruiseboard/contract";
import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { dialingFacts } from "../../test/kit/dialed-campaign.ts";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { type Board, createBoard } from "../board/board.ts";
import type { Poller } from "../polling/poller.ts";
import type { StoredWatchListEntry } from "../store/schema.ts";
import type { WatchListStore } from "../store/watch-list-store.ts";
import { createWatchList, type WatchList } from "./watch-list.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const first = { sdkAppId: 1, campaignId: 1 };
const second = { sdkAppId: 2, campaignId: 1 };

interface Scene {
  readonly clock: FakeClock;
  readonly watchList: WatchList;
  readonly board: Board;
  readonly polled: Set<string>;
  readonly unwatched: readonly string[];
  readonly archived: readonly string[];
  readonly recalled: readonly string[];
  readonly warned: readonly string[];
}

function createScene(
  store: WatchListStore,
  sdkAppIds: ReadonlySet<number> | null = null,
  recall?: () => Promise<void>,
): Scene {
  const clock = createFakeClock(start);
  const board = createBoard(clock, () => onlyAccountWith());
  const polled = new Set<string>();
  const poller: Pick<Poller, "watch" | "unwatch"> = {
    watch(campaigns) {
      for (const { key } of campaigns) polled.add(idOf(key));
    },
    unwatch: (key) => void polled.delete(idOf(key)),
  };
  const unwatched: string[] = [];
  const archived: string[] = [];
  const recalled: string[] = [];
  const warned: string[] = [];
  const watchList = createWatchList({
    store,
    board,
    poller,
    clock,
    accounts: [{ sdkAppIds }],
    onUnwatched: (key) => void unwatched.push(idOf(key)),
    onArchived: (key, agent) => void archived.push(`${idOf(key)} of ${agent}`),
    recall: async (keys) => {
      await recall?.();
      recalled.push(...keys.map(idOf));
    },
    logger: { warn: (_details: unknown, message?: string) => void warned.push(message ?? "") },
  });
  return { clock, watchList, board, polled, unwatched, archived, recalled, warned };
}

function seenOf(board: Board, key: CampaignKey, agent: string): void {
  const dialing = { roundMs: 60_000, size: 3, total: 100, windowMs: 3_600_000 };
  board.observe(key, { kind: "answered", at: start, facts: { ...dialingFacts(dialing, 0), agent } });
}

function idOf({ sdkAppId, campaignId }: CampaignKey): string {
  return `${sdkAppId}/${campaignId}`;
}

interface MemoryStore extends WatchListStore {
  /** As another backend does it. */
  readonly entries: Map<string, StoredWatchListEntry>;
  readonly archived: Set<string>;
}

/** A store of a test's own: keeps what it is given, in memory. */
function createMemoryStore(): MemoryStore {
  const entries = new Map<string, StoredWatchListEntry>();
  const archived = new Set<string>();
  return {
    entries,
    archived,
    all: () => Promise.resolve([...entries.values()]),
    check: () => Promise.resolve(),
    add(additions, addedAt) {
      const added = additions
        .filter((addition) => !entries.has(idOf(addition)))
        .map(({ sdkAppId, campaignId, label }) => ({ sdkAppId, campaignId, label: label ?? null, addedAt }));
      for (const entry of added) entries.set(idOf(entry), entry);
      return Promise.resolve({ added, existing: additions.length - added.length, relabelled: [] });
    },
    relabel(key, label) {
      const before = entries.get(idOf(key));
      if (!before) return Promise.resolve(null);
      entries.set(idOf(key), { ...before, label });
      return Promise.resolve({ ...before, label });
    },
    remove(keys) {
      const removed = keys.flatMap((key) => entries.get(idOf(key)) ?? []);
      for (const key of keys) entries.delete(idOf(key));
      return Promise.resolve(removed);
    },
    archive(keys) {
      for (const key of keys) {
        entries.delete(idOf(key));
        archived.add(idOf(key));
      }
      return Promise.resolve();
    },
    archivedAmong: (keys) => Promise.resolve(new Set(keys.map(idOf).filter((id) => archived.has(id)))),
  };
}

it("puts what is added on the board and has it asked for", async () => {
  const { watchList, board, polled } = createScene(createMemoryStore());
  expect(await watchList.add([{ ...first, label: "one" }, second])).toEqual({
    added: 2,
    existing: 0,
    refused: [],
  });
  expect(board.get(first)?.label).toBe("one");
  expect([...polled]).toEqual(["1/1", "2/1"]);
  expect(await watchList.entries()).toEqual([
    { ...first, label: "one", addedAt: "2026-11-22T08:00:00.000Z" },
    { ...second, label: null, addedAt: "2026-11-22T08:00:00.000Z" },
  ]);
});

it("shows another label at once, and none of what is not watched", async () => {
  const { watchList, board } = createScene(createMemoryStore(), new Set([1]));
  await watchList.add([{ ...first, label: "one" }]);
  const addedAt = "2026-11-22T08:00:00.000Z";
  expect(await watchList.relabel(first, "uno")).toEqual({ ...first, label: "uno", addedAt });
  expect(board.get(first)?.label).toBe("uno");
  expect(await watchList.relabel({ sdkAppId: 1, campaignId: 9 }, "nine")).toBeNull();
  expect(await watchList.relabel(second, "out of reach")).toBeNull();
  expect(board.size).toBe(1);
});

it("takes what is removed from the board and asks no more", async () => {
  const { watchList, board, polled, unwatched } = createScene(createMemoryStore());
  await watchList.add([first, second]);
  expect(await watchList.remove([first])).toMatchObject([first]);
  expect(await watchList.remove([first])).toEqual([]);
  expect(board.get(first)).toBeNull();
  expect([...polled]).toEqual(["2/1"]);
  expect(unwatched).toContain("1/1");
});

it("brings back what was known of what is added, and of nothing else", async () => {
  const { watchList, recalled } = createScene(createMemoryStore());
  await watchList.add([first]);
  await watchList.add([first, second]);
  expect(recalled).toEqual(["1/1", "2/1"]);
});

it("takes what is archived from the board and asks no more", async () => {
  const { watchList, board, polled, unwatched, archived } = createScene(createMemoryStore());
  await watchList.add([first, second]);
  seenOf(board, first, "anna");
  await watchList.archive([first]);
  expect(board.get(first)).toBeNull();
  expect([...polled]).toEqual(["2/1"]);
  expect({ unwatched, archived }).toEqual({ unwatched: ["1/1"], archived: ["1/1 of anna"] });
});

it("shows nothing that the store did not take", async () => {
  const broken = { ...createMemoryStore(), add: () => Promise.reject(new Error("full")) };
  const { watchList, board, polled } = createScene(broken);
  await expect(watchList.add([first])).rejects.toThrow("full");
  expect(board.size).toBe(0);
  expect(polled.size).toBe(0);
});

it("goes on after a change that failed", async () => {
  const store = createMemoryStore();
  let failures = 1;
  const { watchList, board } = createScene({
    ...store,
    add: (entries, at) => (failures-- > 0 ? Promise.reject(new Error("full")) : store.add(entries, at)),
  });
  await expect(watchList.add([first])).rejects.toThrow("full");
  await watchList.add([second]);
  expect(board.get(second)).not.toBeNull();
});

it("keeps on showing what the store could not remove", async () => {
  const store = { ...createMemoryStore(), remove: () => Promise.reject(new Error("full")) };
  const { watchList, board } = createScene(store);
  await watchList.add([first]);
  await expect(watchList.remove([first])).rejects.toThrow("full");
  expect(board.get(first)).not.toBeNull();
});

it("refuses applications that are not allowed, takes the others and hides what stood there before", async () => {
  const store = createMemoryStore();
  await store.add([second], start);
  const { watchList, board } = createScene(store, new Set([1]));
  await watchList.restore();
  expect(board.size).toBe(0);
  expect(await watchList.add([first, { ...second, campaignId: 2 }])).toEqual({
    added: 1,
    existing: 0,
    refused: [{ sdkAppId: 2, campaignId: 2, code: "application_not_allowed" }],
  });
  expect((await watchList.entries()).map(idOf)).toEqual(["1/1"]);
});

it("leaves an entry that is out of reach in the store", async () => {
  const store = createMemoryStore();
  await store.add([second], start);
  const { watchList } = createScene(store, new Set([1]));
  expect(await watchList.remove([second])).toEqual([]);
  expect(await store.all()).toHaveLength(1);
});

it("restores what the store holds", async () => {
  const store = createMemoryStore();
  await store.add([{ ...first, label: "one" }], start);
  const { watchList, board, polled } = createScene(store);
  await watchList.restore();
  expect(board.get(first)?.label).toBe("one");
  expect([...polled]).toEqual(["1/1"]);
});

it("makes changes in the order in which they were asked for, however long the store takes", async () => {
  const store = createMemoryStore();
  const slow = Promise.withResolvers<void>();
  const { watchList, board } = createScene({
    ...store,
    add: async (entries, at) => {
      const change = await store.add(entries, at);
      await slow.promise;
      return change;
    },
  });
  const added = watchList.add([first]);
  const removed = watchList.remove([first]);
  slow.resolve();
  expect(await added).toMatchObject({ added: 1 });
  expect(await removed).toHaveLength(1);
  expect(board.get(first)).toBeNull();
  expect(await store.all()).toEqual([]);
});

it("has what is added asked for once what was known of it can be read, however often that fails", async () => {
  let failures = 0;
  const { clock, watchList, board, polled, recalled } = createScene(createMemoryStore(), null, () => {
    failures += 1;
    return failures <= 3 ? Promise.reject(new Error("database or disk is full")) : Promise.resolve();
  });
  await watchList.add([first]);
  expect(board.get(first)).not.toBeNull();
  expect([...polled]).toEqual([]);
  await clock.advance(10_000);
  expect(recalled).toEqual(["1/1"]);
  expect([...polled]).toEqual(["1/1"]);
  await watchList.stop();
  expect(clock.pendingTimers()).toBe(0);
});

it("says that a change is made though what was known cannot be read", async () => {
  const { clock, watchList, board, polled, warned } = createScene(createMemoryStore(), null, () =>
    Promise.reject(new Error("away")),
  );
  expect(await watchList.add([first])).toMatchObject({ added: 1 });
  expect(board.get(first)).not.toBeNull();
  expect(warned).toHaveLength(1);
  await clock.advance(15_000);
  expect([...polled]).toEqual(["1/1"]);
  expect(clock.pendingTimers()).toBe(0);
});

describe("what another backend changed", () => {
  it("comes onto the board and off it, once it is asked for", async () => {
    const store = createMemoryStore();
    const scene = createScene(store, new Set([1]));
    await scene.watchList.add([{ ...first, label: "one" }]);
    const other = { ...first, campaignId: 2, label: "two", addedAt: start };
    store.entries.set("1/2", other).set("2/1", { ...other, sdkAppId: 2 });
    store.entries.set("1/1", { ...other, campaignId: 1, label: "uno" });
    expect(await scene.watchList.sync()).toEqual([{ sdkAppId: 1, campaignId: 2 }]);
    expect(scene.board.get(first)?.label).toBe("uno");
    expect([...scene.polled]).toEqual(["1/1", "1/2"]);
    expect(scene.recalled).toEqual(["1/1", "1/2"]);
    store.entries.delete("1/1");
    expect(await scene.watchList.sync()).toEqual([]);
    expect([...scene.polled]).toEqual(["1/2"]);
    expect(scene.unwatched).toEqual(["1/1"]);
  });

  it("is forgotten, and known to the archive if it went there", async () => {
    const store = createMemoryStore();
    const { watchList, board, unwatched, archived } = createScene(store);
    await watchList.add([first, second]);
    seenOf(board, second, "bert");
    await store.archive([second], start);
    store.entries.delete("1/1");
    await watchList.sync();
    expect({ unwatched, archived }).toEqual({ unwatched: ["1/1", "2/1"], archived: ["2/1 of bert"] });
  });

  it("does not hide what is being added here", async () => {
    const store = createMemoryStore();
    const slow = Promise.withResolvers<void>();
    const { watchList, board } = createScene({
      ...store,
      add: async (entries, at) => {
        await slow.promise;
        return store.add(entries, at);
      },
    });
    const added = watchList.add([first]);
    const synced = watchList.sync();
    slow.resolve();
    await Promise.all([added, synced]);
    expect(board.get(first)).not.toBeNull();
  });
});
