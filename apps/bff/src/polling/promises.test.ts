import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { afterEach, describe, expect, it } from "vitest";
import { agesOf, quantile } from "../../test/kit/ages.ts";
import {
  type PollingSimulation,
  type PollingSimulationOptions,
  simulatedSdkAppId,
  simulatePolling,
} from "../../test/kit/simulate-polling.ts";
import type { Board } from "../board/board.ts";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { freshnessOf } from "../campaigns/tracked-campaign.ts";

const start = 1_800_000_000_000;
const day = 86_400;
const ends: (() => Promise<void>)[] = [];
type Simulation = PollingSimulation & { clock: FakeClock };

function simulate(options: Partial<PollingSimulationOptions> = {}): Simulation {
  const clock = createFakeClock(start);
  const simulation = simulatePolling({ clock, campaigns: 60, seed: 1, ...options });
  ends.push(async () => {
    const stopped = simulation.stop();
    await clock.advance(10_000);
    await stopped;
    expect(simulation.errors).toEqual([]);
    expect(simulation.upstream.arrivals.mostInAnySecond).toBeLessThanOrEqual(20);
  });
  return { clock, ...simulation };
}

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Ages every second, in s, while `shown` stay on a screen. */
async function agesOver(
  { clock, board, poller }: Simulation,
  seconds: number,
  shown: PollingSimulation["keys"],
  keys: PollingSimulation["keys"],
): Promise<{ p95: number; oldest: number }> {
  const ages: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    if (second % 10 === 0) poller.focus("page", shown);
    await clock.advance(1000);
    ages.push(...agesOf(board, keys, clock.now()).map((age) => age / 1000));
  }
  return { p95: quantile(ages, 0.95), oldest: Math.max(...ages) };
}

function staleOf(board: Board, keys: PollingSimulation["keys"], now: number): PollingSimulation["keys"] {
  return keys.filter((key) => {
    const campaign = board.get(key);
    return campaign !== null && freshnessOf(campaign, now) === "stale";
  });
}

const facts: CampaignFacts = {
  name: "n",
  agent: "a",
  concurrency: 1,
  callOrderCode: 0,
  stateCode: 1,
  startTime: start - 3_600_000,
  endTime: start + day * 1000,
  totalCallees: 100,
  calledCallees: 10,
  uui: null,
  requestId: "r",
};
const truth = (state: number, startTime = start / 1000 - 3600) => ({
  state,
  startTime,
  endTime: start / 1000 + day,
  total: 100,
  called: 10,
});

describe("what is promised of observations", () => {
  it("keeps 100 campaigns fresh beside 50 of an application that is denied, and each of the 50 says so", async () => {
    const simulation = simulate({ campaigns: 150, applications: 3 });
    const { clock, board, keys, poller, upstream } = simulation;
    upstream.denied.add(simulatedSdkAppId + 2);
    await clock.advance(30_000);
    const healthy = keys.filter(({ sdkAppId }) => sdkAppId !== simulatedSdkAppId + 2);
    const denied = keys.filter(({ sdkAppId }) => sdkAppId === simulatedSdkAppId + 2);
    const { p95 } = await agesOver(simulation, 120, [], healthy);
    expect(p95).toBeLessThanOrEqual(12);
    const failures = denied.map((key) => board.get(key)?.failure?.code);
    expect(failures).toEqual(denied.map(() => "UnauthorizedOperation"));
    expect(poller.upstream).toMatchObject({ status: "ok" });
    expect(poller.upstream.message).toContain(`Application ${simulatedSdkAppId + 2}`);
    upstream.denied.clear();
    await clock.advance(60_000);
    expect(denied.filter((key) => board.get(key)?.failure !== null)).toEqual([]);
    expect(poller.upstream.message).toBeNull();
  });

  it("says at once of a campaign that is added later that its application is denied", async () => {
    const { clock, board, poller, upstream } = simulate({ campaigns: 10, applications: 2 });
    upstream.denied.add(simulatedSdkAppId);
    await clock.advance(20_000);
    const key = { sdkAppId: simulatedSdkAppId, campaignId: 999 };
    poller.watch(board.watch([{ key, label: null }]));
    expect(board.get(key)?.failure?.code).toBe("UnauthorizedOperation");
  });

  it("tells rejected credentials when every application is denied, with few requests, and is back by itself", async () => {
    const { clock, board, keys, poller, upstream } = simulate({ campaigns: 60, applications: 2 });
    await clock.advance(20_000);
    for (const { sdkAppId } of keys) upstream.denied.add(sdkAppId);
    await clock.advance(10_000);
    expect(poller.upstream.status).toBe("credentialsRejected");
    const before = upstream.arrivals.total;
    await clock.advance(60_000);
    expect(upstream.arrivals.total - before).toBeLessThanOrEqual(8);
    upstream.denied.clear();
    await clock.advance(60_000);
    expect(poller.upstream.status).toBe("ok");
    expect(keys.filter((key) => board.get(key)?.failure !== null)).toEqual([]);
  });

  it("observes 80 running campaigns within 15 s of a restart, ahead of 1,200 ends that need confirming", async () => {
    const simulation = simulate({
      campaigns: 1280,
      truth: (campaignId) => truth(campaignId > 1200 ? 1 : 2),
      restored: (campaignId) => ({
        facts: { ...facts, stateCode: campaignId > 1200 ? 1 : 2 },
        observedAt: start - 600_000,
      }),
    });
    const { clock, board, keys, upstream } = simulation;
    await clock.advance(15_000);
    const running = keys.slice(1200);
    expect(running.filter((key) => (board.get(key)?.observedAt ?? 0) < start)).toEqual([]);
    await clock.advance(200_000);
    expect(keys.slice(0, 1200).filter((key) => board.get(key)?.endConfirmed !== true)).toEqual([]);
    expect(upstream.refused).toBe(0);
  });

  it("keeps running campaigns fresh while thousands of old ids are added", async () => {
    const simulation = simulate({
      campaigns: 300,
      truth: (campaignId) => truth(campaignId > 300 ? 2 : 1),
    });
    const { board, keys, poller } = simulation;
    await agesOver(simulation, 60, [], keys);
    const added = Array.from({ length: 4000 }, (_, index) => ({
      key: { sdkAppId: simulatedSdkAppId, campaignId: 1000 + index },
      label: null,
    }));
    poller.watch(board.watch(added));
    const { oldest } = await agesOver(simulation, 300, keys.slice(0, 20), keys);
    expect(oldest).toBeLessThan(60);
  });

  it("keeps what is on screen fresh while 500 campaigns open in one second, and observes them all soon", async () => {
    const opens = start / 1000 + 120;
    const simulation = simulate({
      campaigns: 500,
      truth: (_id, at) => truth(at / 1000 >= opens ? 1 : 0, opens),
    });
    const { board, keys, clock } = simulation;
    const shown = keys.slice(0, 40);
    await agesOver(simulation, 118, shown, shown);
    const { p95, oldest } = await agesOver(simulation, 120, shown, shown);
    expect(p95).toBeLessThanOrEqual(6);
    expect(oldest).toBeLessThanOrEqual(12);
    expect(keys.filter((key) => board.get(key)?.facts?.stateCode !== 1)).toEqual([]);
    expect(staleOf(board, keys, clock.now())).toEqual([]);
  });

  it("observes what is added to a full board soon, though 60 campaigns opened the second before", async () => {
    const opens = start / 1000 + 59;
    const simulation = simulate({
      campaigns: 230,
      requestsPerSecond: 5,
      truth: (id, at) => (id > 170 ? truth(at / 1000 >= opens ? 1 : 0, opens) : truth(1)),
      restored: (id) => ({
        facts: id > 170 ? { ...facts, stateCode: 0, startTime: opens * 1000 } : facts,
        observedAt: start - id * 200,
      }),
    });
    const { board, clock, keys, poller } = simulation;
    const shown = keys.slice(0, 8);
    await agesOver(simulation, 60, shown, []);
    const added = [1001, 1002, 1003].map((campaignId) => ({
      key: { sdkAppId: simulatedSdkAppId, campaignId },
      label: null,
    }));
    poller.watch(board.watch(added));
    await agesOver(simulation, 40, shown, []);
    expect(added.filter(({ key }) => board.get(key)?.observedAt === null)).toEqual([]);
    await agesOver(simulation, 160, shown, []);
    expect(keys.filter((key) => board.get(key)?.facts?.stateCode !== 1)).toEqual([]);
    expect(staleOf(board, keys, clock.now())).toEqual([]);
  });

  it.each([
    { campaigns: 600, onScreen: 7, others: 60, staleAfter: 60 },
    { campaigns: 1000, onScreen: 9, others: 90, staleAfter: 105 },
  ])("shares the budget between a screen and $campaigns running ones, none of them stale", async (bounds) => {
    const simulation = simulate({ campaigns: bounds.campaigns });
    const { board, clock, keys, poller } = simulation;
    const shown = keys.slice(0, 40);
    await agesOver(simulation, 150, shown, []);
    const screen = await agesOver(simulation, 120, shown, shown);
    const others = await agesOver(simulation, 120, shown, keys.slice(40));
    expect(screen.p95).toBeLessThanOrEqual(bounds.onScreen);
    expect(others.p95).toBeLessThanOrEqual(bounds.others);
    expect(poller.upstream.staleAfterMs).toBe(bounds.staleAfter * 1000);
    await clock.advance(1000);
    expect(staleOf(board, keys, clock.now())).toEqual([]);
  });

  it("lets twenty viewers refresh as often as they like without making the others' campaigns much older", async () => {
    const ages = [];
    const answers = [];
    for (const perSecond of [0, 20]) {
      const simulation = simulate({ campaigns: 300 });
      const { clock, keys, poller } = simulation;
      await agesOver(simulation, 40, [], keys);
      const seconds = [];
      let answered = 0;
      for (let second = 0; second < 60; second += 1) {
        for (let index = 0; index < perSecond; index += 1) {
          const key = keys[(second * 7 + index * 13) % 100];
          if (key)
            void poller.refresh(key).then(
              () => (answered += 1),
              () => undefined,
            );
        }
        await clock.advance(1000);
        seconds.push(...agesOf(simulation.board, keys.slice(100), clock.now()));
      }
      answers.push(answered);
      ages.push(quantile(seconds, 0.95));
    }
    expect(answers[1]).toBeGreaterThan(200);
    expect((ages[1] ?? 0) / (ages[0] ?? 1)).toBeLessThanOrEqual(1.5);
  });

  it("keeps a screen fresh beside 4,000 running campaigns, and calls none of them stale for their number", async () => {
    const simulation = simulate({ campaigns: 4000 });
    const { board, clock, keys } = simulation;
    const shown = keys.slice(0, 40);
    await agesOver(simulation, 400, shown, []);
    const { p95 } = await agesOver(simulation, 60, shown, shown);
    expect(p95).toBeLessThanOrEqual(10);
    expect(staleOf(board, keys, clock.now())).toEqual([]);
  });
});
