import type { CampaignKey } from "@cruiseboard/contract";
import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { expect, it, onTestFinished } from "vitest";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { createBoard } from "../board/board.ts";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { recallLastFacts } from "../records/keep-records.ts";
import { createHistoryStore } from "../store/history-store.ts";
import { createSettingsStore } from "../store/settings-store.ts";
import { openSqliteDatabase } from "../store/sqlite-database.ts";
import { createArchiveStore, createWatchListStore } from "../store/watch-list-store.ts";
import { createArchive } from "./archive.ts";
import { createWatchList } from "./watch-list.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const hour = 3_600_000;
const minute = 60_000;
const first = { sdkAppId: 1, campaignId: 1 };
const second = { sdkAppId: 1, campaignId: 2 };

function facts(stateCode: number): CampaignFacts {
  return {
    name: "Renewal",
    agent: "agent@example.com",
    concurrency: 3,
    callOrderCode: 0,
    stateCode,
    startTime: start - hour,
    endTime: start + hour,
    totalCallees: 10,
    calledCallees: 10,
    uui: null,
    requestId: "r",
  };
}

/** A process with a watch list and an archive, on a folder, with observations by the test. */
async function startProcess(clock: FakeClock, folder: string, sdkAppIds: ReadonlySet<number> | null = null) {
  const db = await openSqliteDatabase(folder, "test.db");
  onTestFinished(() => db.destroy());
  const board = createBoard(clock, () => onlyAccountWith());
  const poller = { watch: () => undefined, unwatch: () => undefined };
  const history = createHistoryStore(db);
  const logged: string[] = [];
  const watchList = createWatchList({
    store: createWatchListStore(db),
    board,
    poller,
    clock,
    accounts: [{ sdkAppIds }],
    onUnwatched: () => undefined,
    onArchived: () => undefined,
    recall: (keys) => recallLastFacts({ clock, store: history, board, poller }, keys),
    logger: { warn: () => undefined },
  });
  const archive = createArchive({
    store: createArchiveStore(db),
    settings: createSettingsStore(db),
    history,
    watchList,
    board,
    clock,
    logger: {
      error: (_details: unknown, message?: string) => void logged.push(message ?? ""),
      info: () => undefined,
    },
  });
  await watchList.restore();
  archive.start();

  /** Two observations of this state, so that an end is confirmed, kept as the recorder keeps them. */
  async function observe(key: CampaignKey, stateCode: number): Promise<void> {
    for (let round = 0; round < 2; round += 1)
      board.observe(key, { kind: "answered", at: clock.now(), facts: facts(stateCode) });
    const campaign = board.get(key);
    if (!campaign?.facts || campaign.observedAt === null) throw new Error("It was not seen");
    const { activeAt, endedAt, endConfirmed, observedAt } = campaign;
    await history.write([], [{ key, facts: campaign.facts, activeAt, endedAt, endConfirmed, observedAt }]);
  }
  return { archive, board, db, logged, observe, watchList };
}

it("leaves everything on the board until a rule is set, and keeps the rule", async () => {
  const clock = createFakeClock(start);
  const folder = temporaryFolder();
  const { archive, board, observe, watchList } = await startProcess(clock, folder);
  await watchList.add([first]);
  await observe(first, 2);
  expect(await archive.rule()).toEqual({ afterHours: null });
  await clock.advance(1000 * hour);
  expect(board.size).toBe(1);
  await archive.setRule({ afterHours: 24 });
  await archive.stop();
  const again = await startProcess(clock, folder);
  expect(await again.archive.rule()).toEqual({ afterHours: 24 });
  await again.archive.stop();
});

it("puts aside what ended long enough ago, and nothing else", async () => {
  const clock = createFakeClock(start);
  const { archive, board, observe, watchList } = await startProcess(clock, temporaryFolder());
  await watchList.add([{ ...first, label: "mine" }, second]);
  await observe(first, 2);
  await observe(second, 1);
  await archive.setRule({ afterHours: 2 });
  await clock.advance(2 * hour - minute);
  expect(board.size).toBe(2);
  await clock.advance(2 * minute);
  expect(board.get(first)).toBeNull();
  expect(board.get(second)).not.toBeNull();
  expect((await watchList.entries()).map(({ campaignId }) => campaignId)).toEqual([2]);
  expect(await archive.entries()).toEqual([
    {
      ...first,
      label: "mine",
      addedAt: "2026-11-22T08:00:00.000Z",
      archivedAt: expect.stringMatching(/^2026-11-22T10:00/),
      name: "Renewal",
      agent: "agent@example.com",
      state: "completed",
      stateCode: 2,
      startTime: "2026-11-22T07:00:00.000Z",
      endTime: "2026-11-22T09:00:00.000Z",
      totalCallees: 10,
      calledCallees: 10,
      observedAt: "2026-11-22T08:00:00.000Z",
    },
  ]);
  expect(await archive.find(first)).toMatchObject({ key: first, label: "mine", endConfirmed: true });
  expect(await archive.find(second)).toBeNull();
  await archive.stop();
  expect(clock.pendingTimers()).toBe(0);
});

it("takes effect at once when the rule is set", async () => {
  const clock = createFakeClock(start);
  const { archive, board, observe, watchList } = await startProcess(clock, temporaryFolder());
  await watchList.add([first]);
  await observe(first, 3);
  await clock.advance(5 * hour);
  await archive.setRule({ afterHours: 1 });
  await clock.advance(10);
  expect(board.size).toBe(0);
  await archive.stop();
});

it("leaves what was brought back on the board for as long as the rule says", async () => {
  const clock = createFakeClock(start);
  const { archive, board, observe, watchList } = await startProcess(clock, temporaryFolder());
  await watchList.add([{ ...first, label: "mine" }]);
  await observe(first, 2);
  await archive.setRule({ afterHours: 1 });
  await clock.advance(2 * hour);
  expect(board.size).toBe(0);

  await watchList.add([first]);
  // As last observed, at its true age and with its end, before the next observation.
  expect(board.get(first)).toMatchObject({ label: "mine", observedAt: start, endedAt: start });
  expect(await archive.entries()).toEqual([]);
  await observe(first, 2);
  await clock.advance(hour - minute);
  expect(board.size).toBe(1);
  await clock.advance(2 * minute);
  expect(board.size).toBe(0);
  await archive.stop();
});

it("deletes a campaign for good", async () => {
  const clock = createFakeClock(start);
  const { archive, observe, watchList } = await startProcess(clock, temporaryFolder());
  await watchList.add([first]);
  await observe(first, 2);
  await watchList.archive([first]);
  expect(await archive.remove(first)).toBe(true);
  expect(await archive.remove(first)).toBe(false);
  expect(await archive.entries()).toEqual([]);
  await archive.stop();
});

it("hides what is of an application that is not allowed", async () => {
  const clock = createFakeClock(start);
  const folder = temporaryFolder();
  const before = await startProcess(clock, folder);
  await before.watchList.add([first]);
  await before.watchList.archive([first]);
  await before.archive.stop();
  const { archive } = await startProcess(clock, folder, new Set([2]));
  expect(await archive.entries()).toEqual([]);
  expect(await archive.find(first)).toBeNull();
  await archive.stop();
});

it("shows what is known of one that was never observed", async () => {
  const clock = createFakeClock(start);
  const { archive, watchList } = await startProcess(clock, temporaryFolder());
  await watchList.add([first]);
  await watchList.archive([first]);
  expect(await archive.entries()).toMatchObject([
    { ...first, name: null, state: "unknown", observedAt: null },
  ]);
  expect(await archive.find(first)).toMatchObject({ facts: null });
  await archive.stop();
});

it("tries a failed sweep again within seconds", async () => {
  const clock = createFakeClock(start);
  const { archive, board, db, logged, observe, watchList } = await startProcess(clock, temporaryFolder());
  await watchList.add([first]);
  await observe(first, 2);
  await db.schema.alterTable("archive").renameTo("elsewhere").execute();
  await archive.setRule({ afterHours: 1 });
  await clock.advance(hour);
  const failures = logged.length;
  while (logged.length === failures) await clock.advance(1000);
  await db.schema.alterTable("elsewhere").renameTo("archive").execute();
  await clock.advance(15_000);
  expect(board.size).toBe(0);
  await archive.stop();
});

it("goes on after the store failed, and says so", async () => {
  const clock = createFakeClock(start);
  const { archive, board, db, logged, observe, watchList } = await startProcess(clock, temporaryFolder());
  await watchList.add([first]);
  await observe(first, 2);
  await archive.setRule({ afterHours: 1 });
  await db.schema.alterTable("archive").renameTo("elsewhere").execute();
  await clock.advance(2 * hour);
  expect(logged[0]).toBe("campaigns cannot be archived; trying again");
  expect(board.size).toBe(1);
  await db.schema.alterTable("elsewhere").renameTo("archive").execute();
  await clock.advance(2 * minute);
  expect(board.size).toBe(0);
  await archive.stop();
});
