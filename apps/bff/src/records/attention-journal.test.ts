import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { watchDirectly } from "../../test/kit/watch-directly.ts";
import type { AgentStatus } from "../campaigns/agent-status.ts";
import { foldObservation } from "../campaigns/fold-observation.ts";
import type { CampaignFacts, Observation } from "../campaigns/observation.ts";
import { type TrackedCampaign, trackCampaign } from "../campaigns/tracked-campaign.ts";
import {
  type AttentionStore,
  createAttentionStore,
  type ObservedAttention,
} from "../store/attention-store.ts";
import { openSqliteDatabase } from "../store/sqlite-database.ts";
import { createAttentionJournal } from "./attention-journal.ts";

const start = 1_790_000_000_000;
const minute = 60_000;
const first = { sdkAppId: 1, campaignId: 1 };
const second = { sdkAppId: 1, campaignId: 2 };
const failure = { code: "InternalError", message: "", requestId: null };

const facts: CampaignFacts = {
  name: null,
  agent: null,
  concurrency: null,
  callOrderCode: null,
  stateCode: 0,
  startTime: start,
  endTime: start + 600 * minute,
  totalCallees: 100,
  calledCallees: 0,
  uui: null,
  requestId: null,
};

/** A journal on the given clock and store, with looks of the test's own; `known`: as restored of a process before. */
function createScene(options: {
  clock: FakeClock;
  store: Pick<AttentionStore, "write">;
  mostWaiting?: number;
  known?: Partial<TrackedCampaign>;
}) {
  const { clock, store, known } = options;
  const campaigns = new Map<string, TrackedCampaign>();
  const log: string[] = [];
  const journal = createAttentionJournal(
    store,
    clock,
    {
      error: (_details: unknown, message?: string) => void log.push(`error: ${message}`),
      info: (message: unknown) => void log.push(`info: ${String(message)}`),
    },
    options.mostWaiting,
  );
  function observe(key: CampaignKey, observation: Observation): void {
    const id = campaignPath(key);
    const after = foldObservation(
      campaigns.get(id) ?? { ...trackCampaign(key, null), ...known },
      observation,
    );
    campaigns.set(id, after);
    journal.record(after, observation);
  }
  return {
    journal,
    log,
    observe,
    look: (key: CampaignKey, changes: Partial<CampaignFacts> = {}) =>
      observe(key, { kind: "answered", at: clock.now(), facts: { ...facts, ...changes } }),
    fail: (key: CampaignKey) => observe(key, { kind: "failed", at: clock.now(), failure, cause: "campaign" }),
  };
}

async function openStore(): Promise<AttentionStore> {
  const db = await openSqliteDatabase(temporaryFolder(), "test.db");
  await watchDirectly(db, first, second);
  return createAttentionStore(db);
}

/** A store that remembers what it was given, and can be made to fail. */
function createMemory() {
  const written: ObservedAttention[] = [];
  const memory = {
    failing: false,
    written,
    store: {
      write(seen: readonly ObservedAttention[]) {
        if (memory.failing) return Promise.reject(new Error("disk full"));
        written.push(...seen);
        return Promise.resolve([]);
      },
    },
  };
  return memory;
}

it("keeps when something began and when it was over, within two seconds", async () => {
  const clock = createFakeClock(start + 2 * minute);
  const store = await openStore();
  const { look } = createScene({ clock, store });
  look(first);
  await clock.advance(2000);
  expect(await store.latest(first, 9)).toEqual([{ kind: "lateStart", since: start, until: null }]);
  await clock.advance(13_000);
  look(first, { stateCode: 1 });
  await clock.advance(2000);
  expect(await store.latest(first, 9)).toEqual([
    { kind: "lateStart", since: start, until: start + 2 * minute + 15_000 },
  ]);
});

it("keeps in what state the agent of a running campaign was away, from one minute on", async () => {
  const clock = createFakeClock(start);
  const store = await openStore();
  const { journal } = createScene({ clock, store });
  const running = { ...facts, stateCode: 1, agent: "wu@example.com" };
  const onBreak: AgentStatus = {
    status: "onBreak",
    reason: "lunch",
    since: start,
    awaySince: start,
    backAt: null,
    observedAt: start,
  };
  const observe = async (agentStatus: Partial<AgentStatus>, of = running) => {
    const at = clock.now();
    const status = { ...onBreak, observedAt: at, ...agentStatus };
    journal.record(
      { ...trackCampaign(first, null), facts: of, agentStatus: status },
      { at, kind: "answered" },
    );
    await clock.advance(2000);
    return store.latest(first, 9);
  };
  expect(await observe({})).toEqual([]);
  await clock.advance(minute);
  const lasting = [{ kind: "onBreak", since: start, until: null }];
  expect(await observe({})).toEqual(lasting);
  const backAt = clock.now();
  const over = [{ kind: "onBreak", since: start, until: backAt }];
  expect(await observe({ status: "working", since: backAt, awaySince: null })).toEqual(over);
  await clock.advance(minute);
  expect(await observe({ status: "offline", since: backAt }, { ...running, stateCode: 2 })).toEqual(over);
});

it("writes once however often it is seen, and nothing while nothing is wrong but for the first look", async () => {
  const clock = createFakeClock(start + 2 * minute);
  const { written, store } = createMemory();
  const { look } = createScene({ clock, store });
  for (let round = 0; round < 20; round += 1) {
    look(first);
    look(second, { stateCode: 2, calledCallees: 100 });
    await clock.advance(5000);
  }
  expect(written.map(({ key, kinds }) => [key.campaignId, kinds.length])).toEqual([
    [1, 1],
    [2, 0],
  ]);
});

it("goes on where the process before it was, without a second beginning", async () => {
  const clock = createFakeClock(start + 2 * minute);
  const store = await openStore();
  const before = createScene({ clock, store });
  before.look(first);
  before.look(second);
  await before.journal.close();
  await clock.advance(10 * minute);
  const after = createScene({ clock, store });
  after.look(first);
  after.look(second, { stateCode: 1 });
  await after.journal.close();
  expect(await store.latest(first, 9)).toEqual([{ kind: "lateStart", since: start, until: null }]);
  expect(await store.latest(second, 9)).toEqual([{ kind: "lateStart", since: start, until: clock.now() }]);
});

it("after a restart ends nothing by looks that fail", async () => {
  const clock = createFakeClock(start);
  const store = await openStore();
  const before = createScene({ clock, store });
  for (let round = 0; round < 3; round += 1) before.fail(first);
  await before.journal.close();
  const lasting = [{ kind: "upstreamFailing", since: start, until: null }];
  expect(await store.latest(first, 9)).toEqual(lasting);

  await clock.advance(minute);
  const after = createScene({ clock, store });
  after.fail(first);
  await clock.advance(2000);
  expect(await store.latest(first, 9)).toEqual(lasting);
  after.look(first, { stateCode: 1 });
  await clock.advance(2000);
  expect(await store.latest(first, 9)).toEqual([
    { kind: "upstreamFailing", since: start, until: start + minute + 2000 },
  ]);
  await after.journal.close();
});

it("keeps quiet about what had ended before it was watched", async () => {
  const clock = createFakeClock(start + minute);
  const { written, store } = createMemory();
  const { look } = createScene({ clock, store });
  const stopped = { stateCode: 3, calledCallees: 5 };
  look(first, stopped);
  look(second, { stateCode: 1 });
  look(second, stopped);
  await clock.advance(2000);
  expect(written.map(({ key, kinds, silent }) => [key.campaignId, kinds[0]?.kind, silent])).toEqual([
    [1, "stoppedEarly", true],
    [2, undefined, false],
    [2, "stoppedEarly", false],
  ]);
});

it("leaves what lasts as it is when a campaign is only looked at no more", async () => {
  const clock = createFakeClock(start + 2 * minute);
  const { written, store } = createMemory();
  const { look, journal } = createScene({ clock, store });
  look(first);
  journal.forget(first);
  await clock.advance(2000);
  expect(written).toHaveLength(1);
});

it("loses nothing while the store fails, and says so once", async () => {
  const clock = createFakeClock(start + 2 * minute);
  const memory = createMemory();
  const { look, log } = createScene({ clock, store: memory.store });
  memory.failing = true;
  look(first);
  await clock.advance(minute);
  look(first, { stateCode: 1 });
  await clock.advance(minute);
  memory.failing = false;
  await clock.advance(minute);
  expect(memory.written.map(({ kinds }) => kinds.map(({ kind }) => kind))).toEqual([["lateStart"], []]);
  expect(log).toEqual([
    "error: the attention journal cannot be written; trying again",
    "info: the attention journal is written again",
  ]);
});

it("costs a bounded memory while the store fails: of each campaign the latest stays", async () => {
  const clock = createFakeClock(start + 2 * minute);
  const memory = createMemory();
  const { look } = createScene({ clock, store: memory.store, mostWaiting: 10 });
  memory.failing = true;
  look(second);
  for (let round = 1; round <= 30; round += 1) look(first, { stateCode: round % 2 });
  memory.failing = false;
  await clock.advance(minute);
  expect(memory.written.length).toBeLessThanOrEqual(10);
  const last = new Map(memory.written.map(({ key, kinds }) => [key.campaignId, kinds.length]));
  expect(last).toEqual(
    new Map([
      [2, 1],
      [1, 1],
    ]),
  );
});

it("writes a large number in several transactions and leaves no timer", async () => {
  const clock = createFakeClock(start);
  const batches: number[] = [];
  const { look, journal } = createScene({
    clock,
    store: {
      write(seen) {
        batches.push(seen.length);
        return Promise.resolve([]);
      },
    },
  });
  for (let campaignId = 1; campaignId <= 1200; campaignId += 1) look({ sdkAppId: 1, campaignId });
  await journal.close();
  expect(batches).toEqual([500, 500, 200]);
  expect(clock.pendingTimers()).toBe(0);
  look(first, { stateCode: 2 });
  expect(clock.pendingTimers()).toBe(0);
});

it("goes on from its next look when another process has written a later one, and never ends what that one saw", async () => {
  const clock = createFakeClock(start + 2 * minute);
  const store = await openStore();
  const former = createScene({ clock, store });
  former.look(first);
  await clock.advance(2000);
  // It is paused with a look that is not written yet, and another one goes on.
  former.look(first, { stateCode: 1 });
  const next = createScene({ clock, store });
  const ahead = { kind: "answered" as const, at: clock.now() + 4000, facts };
  next.observe(first, ahead);
  await next.journal.close();
  await clock.advance(2000);
  const lasting = [{ kind: "lateStart", since: start, until: null }];
  expect(await store.latest(first, 9)).toEqual(lasting);
  await clock.advance(9000);
  former.look(first, { stateCode: 1 });
  await clock.advance(2000);
  expect((await store.latest(first, 9))[0]?.until).toBe(clock.now() - 2000);
});
