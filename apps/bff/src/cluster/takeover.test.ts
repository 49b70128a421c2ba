import { until } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { type BackendPair, boardOf, leads, startBackendPair } from "../../test/kit/backend-pair.ts";
import type { BackendProcess } from "../../test/kit/backend-process.ts";
import { excessOverBudget } from "../../test/kit/excess-over-budget.ts";
import { postgresForTests } from "../../test/kit/postgres-for-tests.ts";

const postgres = postgresForTests();
/** Requests a second, which the upstream counts. */
const budget = 20;
/** More than the budget can serve, so that any overlap of two who ask would break it. */
const running = 40;

async function startBusyPair(): Promise<BackendPair> {
  return startBackendPair(await postgres.newDatabase(), running);
}

/** Ms from the signal to the first request of whoever asks from then on. */
async function takeoverMs(
  { simulator, leader, follower }: BackendPair,
  signal: NodeJS.Signals,
): Promise<number> {
  const began = performance.now();
  leader.kill(signal);
  await until(() => leads(follower));
  const { requests } = await simulator.control.stats();
  await until(async () => (await simulator.control.stats()).requests > requests);
  return performance.now() - began;
}

/** Once so many more requests were counted, by how many any second so far held too many. */
async function excessAfter({ simulator }: BackendPair, more: number): Promise<number> {
  const { requests } = await simulator.control.stats();
  await until(async () => (await simulator.control.stats()).requests > requests + more);
  return excessOverBudget(simulator, budget);
}

async function showsFresh(backend: BackendProcess): Promise<boolean> {
  const { campaigns, serverTime, upstream } = await boardOf(backend);
  const oldest = Date.parse(serverTime) - 5000;
  return (
    upstream.status === "ok" && campaigns.every(({ observedAt }) => Date.parse(observedAt ?? "") > oldest)
  );
}

it("one is killed: the other asks within 10 s, and the budget is kept", { timeout: 120_000 }, async () => {
  const pair = await startBusyPair();
  await excessAfter(pair, 40);
  const ms = await takeoverMs(pair, "SIGKILL");
  expect(ms).toBeLessThan(10_000);
  expect(await excessAfter(pair, 60)).toBe(0);
  await until(() => showsFresh(pair.follower));
});

it("one is told to stop: the other asks within 2 s, and the budget is kept", {
  timeout: 120_000,
}, async () => {
  const pair = await startBusyPair();
  await excessAfter(pair, 40);
  const ms = await takeoverMs(pair, "SIGTERM");
  expect(ms).toBeLessThan(2000);
  expect(await pair.leader.exited).toEqual({ code: 0, signal: null });
  expect(await excessAfter(pair, 60)).toBe(0);
});

it("one is paused and wakes: it asks no more, follows, and may lead again", {
  timeout: 120_000,
}, async () => {
  const pair = await startBusyPair();
  const { leader, follower } = pair;
  await excessAfter(pair, 40);
  const ms = await takeoverMs(pair, "SIGSTOP");
  expect(ms).toBeLessThan(10_000);
  await excessAfter(pair, 20);
  leader.kill("SIGCONT");
  await until(() => leader.stdout().includes("does not lead any more"));
  expect(await excessAfter(pair, 100)).toBe(0);
  await until(() => showsFresh(leader));
  const said = leader.stdout().length;
  follower.kill("SIGTERM");
  await until(() => leader.stdout().slice(said).includes("leads from now on"));
  expect(await excessAfter(pair, 60)).toBe(0);
});
