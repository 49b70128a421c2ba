import { randomUUID } from "node:crypto";
import { CccError } from "@cruiseboard/ccc-client";
import { createFakeClock } from "@cruiseboard/testing";
import { pino } from "pino";
import { expect, it } from "vitest";
import { everything } from "../access/scope.ts";
import { createBoard } from "../board/board.ts";
import { createCorrectedClock } from "../corrected-clock.ts";
import { createAccountPolling } from "../polling/account-polling.ts";
import type { SharedStores } from "../store/open-shared-stores.ts";
import { createCluster } from "./cluster.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const key = { sdkAppId: 1, campaignId: 1 };
const running = {
  name: null,
  agent: null,
  concurrency: null,
  callOrderCode: null,
  stateCode: 1,
  startTime: start,
  endTime: start + 36_000_000,
  totalCallees: 10,
  calledCallees: 1,
  uui: null,
  requestId: null,
};

const done = () => Promise.resolve();
const none = () => Promise.resolve([]);

/** A database that is fast, but for the lease: before each renewal it has lapsed for a moment. */
function createStores(slowly: <T>(value: T) => Promise<T>): SharedStores {
  const listener = { on: () => listener, connect: done, query: done, end: done };
  return {
    backend: randomUUID(),
    createListener: () => listener as unknown as ReturnType<SharedStores["createListener"]>,
    lease: { read: () => slowly([]), take: () => slowly(1), renew: () => slowly(true), release: done },
    liveCampaigns: { write: done, since: none, of: none, deleteUnwatched: done },
    viewersFocus: { put: done, ofOthers: none, deleteOld: done },
    pendingRequests: {
      add: done,
      waiting: none,
      reply: done,
      readReply: () => Promise.resolve(null),
      remove: done,
      deleteOld: done,
    },
    notifyOfOutbox: done,
    notifyOfEnded: done,
    tidy: done,
    close: done,
  };
}

it("a leader goes on polling as soon as a late renewal of its lease has come", async () => {
  const time = createFakeClock(start);
  const clock = createCorrectedClock(time);
  const slowly = <T>(value: T) => new Promise<T>((resolve) => clock.setTimeout(() => resolve(value), 1700));
  const sentAt: number[] = [];
  const logger = pino({ level: "silent" });
  const polling = createAccountPolling({
    accounts: [
      {
        name: "default",
        sdkAppIds: null,
        endpoint: new URL("http://127.0.0.1:1"),
        keys: [{ secretId: "id", secretKey: "key" }],
        requestsPerSecond: 20,
      },
    ],
    clock,
    logger,
    createClient: () => ({
      prepare: () => Promise.resolve(),
      describeAgentCruiseDialingCampaign() {
        sentAt.push(clock.monotonic());
        return Promise.resolve({ facts: running, serverDate: null });
      },
      describeStaffStatusMetrics: () => Promise.reject(new CccError("UnauthorizedOperation", "not allowed")),
      close: () => Promise.resolve(),
    }),
    random: () => 0.5,
    maySendFrom: () => cluster.maySendFrom(),
    onCalled: () => undefined,
    onObservation: (observed, observation) => board.observe(observed, observation),
  });
  const board = createBoard(clock, () => polling.accounts.map(({ state }) => state));
  const cluster = createCluster({
    stores: createStores(slowly),
    polling,
    board,
    clock,
    logger,
    tasks: { begin: () => undefined, end: () => Promise.resolve() },
    onFollowed: () => undefined,
    observesAgents: true,
    onLost: () => undefined,
    onOutboxChanged: () => undefined,
    syncWatchList: () => Promise.resolve(),
    loadApiKeys: () => Promise.resolve(),
    endedSessions: { markEnded: () => undefined, load: () => Promise.resolve() },
  });
  polling.poller.watch(board.watch([{ key, label: null }]));
  await cluster.start();
  await time.advance(180_000);
  expect(board.rows(everything)).toHaveLength(1);
  const gaps = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
  expect(sentAt.at(-1)).toBeGreaterThan(175_000);
  expect(Math.max(...gaps)).toBeLessThan(3000);
  const stopped = cluster.stop();
  await time.advance(4000);
  await stopped;
  expect(time.pendingTimers()).toBe(0);
});
