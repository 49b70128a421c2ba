import { createFakeClock } from "@cruiseboard/testing";
import { pino } from "pino";
import { expect, it } from "vitest";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { everything } from "../access/scope.ts";
import { createBoard } from "../board/board.ts";
import { createCorrectedClock } from "../corrected-clock.ts";
import { askAccount } from "../polling/ask-account.ts";
import type { LeaseStore } from "../store/lease-store.ts";
import { createAccountLead } from "./account-lead.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const key = { sdkAppId: 1, campaignId: 1 };
const running = {
  name: null,
  agent: null,
  concurrency: null,
  callOrder: null,
  state: 1,
  startTime: start / 1000,
  endTime: start / 1000 + 36_000,
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
