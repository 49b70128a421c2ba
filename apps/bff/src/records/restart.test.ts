import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { pino } from "pino";
import { expect, it } from "vitest";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { type Board, createBoard } from "../board/board.ts";
import { presentCampaign } from "../campaigns/present-campaign.ts";
import { createHistoryStore } from "../store/history-store.ts";
import { openSqliteDatabase } from "../store/sqlite-database.ts";
import { createWatchListStore } from "../store/watch-list-store.ts";
import { createCampaignHistory } from "./campaign-history.ts";
import { createHistoryRecorder } from "./history-recorder.ts";
import { recallLastFacts, restoreLastFacts } from "./keep-records.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const second = 1000;
const minute = 60 * second;

/** One process on a database, as the composition root puts it together, but with looks of the test's own. */
async function startProcess(folder: string, clock: FakeClock) {
  const db = await openSqliteDatabase(folder, "test.db");
  const store = createHistoryStore(db);
  const history = createCampaignHistory(store, clock);
  const recorder = createHistoryRecorder(store, clock, pino({ level: "silent" }));
  const board = createBoard(clock, () => onlyAccountWith());
  const logged: unknown[] = [];
  const asked: string[] = [];
  let samplesRestored = 0;
  await createWatchListStore(db).add([key], start);
  board.watch([{ key, label: null }]);
  await restoreLastFacts({
    store,
    board,
    poller: {
      watch(campaigns) {
        for (const { key } of campaigns) asked.push(`${key.campaignId}`);
      },
    },
    clock,
    logger: { warn: (details: unknown) => void logged.push(details) },
    onRestored: (_campaign, samples) => {
      samplesRestored += samples.length;
    },
  });

  /** A look every 15 s, at a campaign that calls one callee a minute; ended, it had called two. */
  async function run(forMs: number, stateCode = 1): Promise<void> {
    for (const until = clock.now() + forMs; clock.now() < until; await clock.advance(15 * second)) {
      const before = board.get(key);
      const observation = answered(clock.now(), stateCode);
      const after = board.observe(key, observation);
      if (before && after) recorder.record(before, after, observation);
    }
  }

  return {
    db,
    board,
    run,
    logged,
    asked,
    samplesRestored,
    page: async () => history.page(watched(board), {}),
    /** An orderly end; without it, the process was killed. */
    async end() {
      await recorder.close();
      await db.destroy();
    },
    kill: () => db.destroy(),
  };
}

function answered(at: number, stateCode: number) {
  const facts = {
    name: "Renewal",
    agent: "agent@example.com",
    concurrency: 3,
    callOrderCode: 0,
    stateCode,
    startTime: start,
    endTime: start + 600 * minute,
    totalCallees: 600,
    calledCallees: stateCode === 1 ? Math.floor((at - start) / minute) : 2,
    uui: null,
    requestId: `r-${at}`,
  };
  return { kind: "answered" as const, at, facts };
}

function watched(board: Board) {
  const campaign = board.get(key);
  if (!campaign) throw new Error("It is not watched");
  return campaign;
}

it("keeps what another backend observed while last facts are read", async () => {
  const clock = createFakeClock(start);
  const board = createBoard(clock, () => onlyAccountWith());
  board.watch([{ key, label: null }]);
  const { facts } = answered(start - minute, 1);
  const kept = { key, facts, observedAt: start - minute, activeAt: null, endedAt: null, endConfirmed: false };
  const store = {
    lastFactsOf: () => Promise.resolve(new Map([["any", kept]])),
    recentSamples() {
      board.restore(key, { ...kept, observedAt: start });
      return Promise.resolve(new Map());
    },
  };
  await recallLastFacts({ clock, board, poller: { watch: () => undefined }, store }, [key]);
  expect(watched(board).observedAt).toBe(start);
});

it("shows one line with a gap after a restart", async () => {
  const clock = createFakeClock(start);
  const folder = temporaryFolder();
  const first = await startProcess(folder, clock);
  await first.run(10 * minute);
  await first.end();
  await clock.advance(5 * minute);

  const next = await startProcess(folder, clock);
  // Before the first look: the gap is there already, and lasts.
  expect((await next.page()).gaps).toEqual([
    { from: "2026-11-22T08:09:45.000Z", to: "2026-11-22T08:15:00.000Z" },
  ]);
  await next.run(10 * minute);
  const { samples, gaps, observedSince } = await next.page();
  expect(observedSince).toBe("2026-11-22T08:00:00.000Z");
  expect(gaps).toEqual([{ from: "2026-11-22T08:09:45.000Z", to: "2026-11-22T08:15:00.000Z" }]);
  const called = samples.map((sample) => sample.called);
  expect(called).toEqual(called.toSorted((one, other) => (one ?? 0) - (other ?? 0)));
  expect([called[0], called.at(-1)]).toEqual([0, 24]);
  expect(called).toContain(9);
  expect(called).not.toContain(12);
  await next.end();
});

it("shows the last values at their true age at once", async () => {
  const clock = createFakeClock(start);
  const folder = temporaryFolder();
  const first = await startProcess(folder, clock);
  await first.run(10 * minute);
  const { facts, observedAt } = watched(first.board);
  await first.end();
  await clock.advance(60 * minute);
  const next = await startProcess(folder, clock);
  expect(watched(next.board)).toMatchObject({ facts, observedAt, activeAt: observedAt, endedAt: null });
  expect(observedAt).toBe(start + 9.75 * minute);
  expect(next.asked).toEqual(["2569"]);
  await next.end();
});

it("knows the pace at once, from the samples that were kept", async () => {
  const clock = createFakeClock(start);
  const folder = temporaryFolder();
  const first = await startProcess(folder, clock);
  await first.run(20 * minute);
  const before = presentCampaign(watched(first.board), clock.now());
  await first.end();
  const next = await startProcess(folder, clock);
  const after = presentCampaign(watched(next.board), clock.now());
  expect(before.pacePerMinute).toBeCloseTo(1, 1);
  expect(after.pacePerMinute).toBeCloseTo(1, 1);
  expect(next.samplesRestored).toBeGreaterThan(15);
  await next.end();
});

it("after a kill lacks the last seconds at the most", async () => {
  const clock = createFakeClock(start);
  const folder = temporaryFolder();
  const first = await startProcess(folder, clock);
  await first.run(10 * minute);
  const { observedAt } = watched(first.board);
  await first.kill();
  const next = await startProcess(folder, clock);
  const known = watched(next.board).observedAt ?? 0;
  expect((observedAt ?? 0) - known).toBeLessThanOrEqual(15 * second);
  expect((await next.page()).samples.at(-1)?.called).toBe(9);
  await next.end();
});

it("shows no gap after an end, however long nobody ran", async () => {
  const clock = createFakeClock(start);
  const folder = temporaryFolder();
  const first = await startProcess(folder, clock);
  await first.run(2 * minute);
  await first.run(30 * second, 2);
  await first.end();
  const { endedAt } = watched(first.board);
  expect(endedAt).toBe(start + 2 * minute);
  await clock.advance(24 * 60 * minute);
  const next = await startProcess(folder, clock);
  // Confirmed by the process before, and final since.
  expect(watched(next.board)).toMatchObject({ endedAt, endConfirmed: true });
  expect((await next.page()).gaps).toEqual([]);
  await next.end();
});

it("passes over what is dated by a clock that was far ahead", async () => {
  const clock = createFakeClock(start + 10 * minute);
  const folder = temporaryFolder();
  const first = await startProcess(folder, clock);
  await first.run(2 * minute);
  await first.end();
  const next = await startProcess(folder, createFakeClock(start + 2 * minute));
  expect(watched(next.board)).toMatchObject({ facts: null, observedAt: null });
  expect(next.samplesRestored).toBe(0);
  await next.run(minute);
  expect(watched(next.board).observedAt).toBe(start + 2.75 * minute);
  await next.end();
});

it("passes over a row that cannot be read, says so, and knows the gap all the same", async () => {
  const clock = createFakeClock(start);
  const folder = temporaryFolder();
  const first = await startProcess(folder, clock);
  await first.run(2 * minute);
  await first.db.updateTable("lastFacts").set({ facts: "{" }).execute();
  await first.kill();
  await clock.advance(60 * minute);
  const next = await startProcess(folder, clock);
  expect(watched(next.board).facts).toBeNull();
  expect(next.logged).toEqual([{ campaigns: [key] }]);
  await next.run(minute);
  expect((await next.page()).gaps).toHaveLength(1);
  await next.end();
});
