import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { everything } from "../access/scope.ts";
import { createBoard } from "../board/board.ts";
import { createCorrectedClock } from "../corrected-clock.ts";
import { askAccount } from "../polling/poll-accounts.ts";
import type { LeaseStore } from "../store/lease-store.ts";
import { createAccountLead, createAccountSharing } from "./account-lead.ts";

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

it("goes on asking as soon as a late renewal of its lease has come", async () => {
  const time = createFakeClock(start);
  const clock = createCorrectedClock(time);
  // In the last moments before each renewal the lease has lapsed, and nobody else may have it yet.
  const slowly = <T>(value: T) => new Promise<T>((resolve) => clock.setTimeout(() => resolve(value), 1700));
  const lease: LeaseStore = {
    read: () => slowly(null),
    take: () => slowly(1),
    renew: () => slowly(true),
    release: () => Promise.resolve(),
  };
  const askedAt: number[] = [];
  const logger = pino({ level: "silent" });
  const account = askAccount({
    account: {
      name: "default",
      sdkAppIds: null,
      endpoint: new URL("http://127.0.0.1:1"),
      credentials: { secretId: "id", secretKey: "key" },
      requestsPerSecond: 20,
    },
    clock,
    createClient: () => ({
      prepare: () => Promise.resolve(),
      describeAgentCruiseDialingCampaign() {
        askedAt.push(clock.monotonic());
        return Promise.resolve({ facts: running, serverDate: null });
      },
      close: () => Promise.resolve(),
    }),
    random: () => 0.5,
    mayAskFrom: () => lead.lease.mayAskFrom(),
    onCalled: () => undefined,
    onAccessChange: () => undefined,
    onObservation: (observed, observation) => board.observe(observed, observation),
    onError: (error) => expect(error).toBeUndefined(),
  });
  const board = createBoard({ clock, accounts: () => onlyAccountWith(account.poller.upstream) });
  const lead = createAccountLead({
    account,
    stores: {
      backend: "one",
      lease: () => lease,
      liveCampaigns: () => ({
        write: () => Promise.resolve(),
        since: () => Promise.resolve([]),
        of: () => Promise.resolve([]),
      }),
    },
    board,
    clock,
    logger,
    onFollowed: () => undefined,
    onGained: () => undefined,
    onLost: () => undefined,
    onMayAsk: () => undefined,
    onError: (error) => expect(error).toBeUndefined(),
  });
  account.poller.watch(board.watch([{ key, label: null }]));
  lead.start();
  await time.advance(180_000);
  expect(board.rows(everything)).toHaveLength(1);
  const gaps = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
  expect(askedAt.at(-1)).toBeGreaterThan(175_000);
  expect(Math.max(...gaps)).toBeLessThan(3000);
  await lead.stopAsking();
  const released = lead.release();
  await time.advance(2000);
  await released;
  expect(time.pendingTimers()).toBe(0);
});

/** Backends in memory: who asks for which account, given away and taken at once by whoever has fewest. */
function createBackends(clock: FakeClock, holders: Record<string, string>) {
  const names = Object.keys(holders);
  const backends = ["a", "b", "c"];
  const errors: unknown[] = [];
  let away = false;
  const countOf = (backend: string) => names.filter((name) => holders[name] === backend).length;
  const sharings = backends.map((backend) =>
    createAccountSharing({
      clock,
      onError: (error) => errors.push(error),
      stores: {
        backend,
        async countLeases() {
          if (away) throw new Error("away");
          return new Map(backends.map((one) => [one, countOf(one)]));
        },
        async askToShare(asked) {
          for (const sharing of sharings) await sharing.asked(asked);
        },
      },
      leads: names.map((name) => ({
        get state() {
          return { name, leads: holders[name] === backend };
        },
        async yield() {
          const [fewest] = backends
            .filter((one) => one !== backend)
            .toSorted((x, y) => countOf(x) - countOf(y));
          holders[name] = fewest ?? backend;
        },
      })),
    }),
  );
  return {
    errors,
    counts: () => backends.map(countOf),
    setAway: (value: boolean) => (away = value),
    start: () => sharings.forEach((sharing) => sharing.start()),
    stop: () => void Promise.all(sharings.map((sharing) => sharing.stop())),
  };
}

const allOfOne = (accounts: number) =>
  Object.fromEntries(Array.from({ length: accounts }, (_, index) => [`account-${index}`, "a"]));

describe("accounts", () => {
  it("spread over the backends until none has two more than another, and then stay", async () => {
    const clock = createFakeClock(0);
    const holders = allOfOne(7);
    const backends = createBackends(clock, holders);
    backends.start();
    await clock.advance(19_000);
    expect(backends.counts()).toEqual([7, 0, 0]);
    await clock.advance(120_000);
    expect(backends.counts().toSorted((some, more) => some - more)).toEqual([2, 2, 3]);
    const settled = { ...holders };
    await clock.advance(600_000);
    expect(holders).toEqual(settled);
    expect(holders["account-0"]).toBe("a");
    backends.stop();
    expect(clock.pendingTimers()).toBe(0);
  });

  it("stay where they are while the database is away, and spread once it is back", async () => {
    const clock = createFakeClock(0);
    const backends = createBackends(clock, allOfOne(2));
    backends.start();
    backends.setAway(true);
    await clock.advance(60_000);
    expect(backends.counts()).toEqual([2, 0, 0]);
    expect(backends.errors.length).toBeGreaterThan(0);
    backends.setAway(false);
    await clock.advance(40_000);
    expect(backends.counts()[0]).toBe(1);
    backends.stop();
  });

  it("of which there is one, nobody looks for a share", async () => {
    const clock = createFakeClock(0);
    const backends = createBackends(clock, allOfOne(1));
    backends.start();
    expect(clock.pendingTimers()).toBe(0);
    await clock.advance(60_000);
    expect(backends.counts()).toEqual([1, 0, 0]);
  });
});
