import { type CampaignKey, campaignDetailSchema } from "@cruiseboard/contract";
import { type RunningSimulator, until } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { accountsFile, type WrittenAccount } from "../../test/kit/accounts-file.ts";
import { boardOf } from "../../test/kit/backend-pair.ts";
import { type BackendProcess, environmentOf, startBackendProcess } from "../../test/kit/backend-process.ts";
import { excessOverBudget } from "../../test/kit/excess-over-budget.ts";
import { postgresForTests } from "../../test/kit/postgres-for-tests.ts";
import { startBusySimulator } from "../../test/kit/start-busy-simulator.ts";

const postgres = postgresForTests();
/** Requests a second for each account, which the upstreams count. */
const budget = 20;
/** More than a budget can serve, so that any overlap of two who ask would break it. */
const running = 40;

/** An account and its own upstream. */
interface Held {
  readonly account: WrittenAccount;
  readonly simulator: RunningSimulator;
  readonly campaigns: readonly CampaignKey[];
}

async function startHeld(name: string, sdkAppId: number): Promise<Held> {
  const { simulator, campaigns } = await startBusySimulator(sdkAppId, running);
  const { url: endpoint, secretId, secretKey } = simulator;
  return { account: { name, sdkAppIds: [sdkAppId], endpoint, secretId, secretKey }, simulator, campaigns };
}

function startBackend(databaseUrl: string, held: readonly Held[]): BackendProcess {
  const { TENCENTCLOUD_SECRET_ID: _id, TENCENTCLOUD_SECRET_KEY: _key, ...environment } = environmentOf();
  const file = accountsFile(held.map(({ account }) => account));
  return startBackendProcess({ ...environment, DATABASE_URL: databaseUrl, CCC_ACCOUNTS_FILE: file });
}

/** Whether it is the one that asks for the account, by its own metrics. */
async function asksFor(backend: BackendProcess, { account: { name } }: Held): Promise<boolean> {
  const { text } = await backend.ask("/metrics");
  return text.includes(`cruiseboard_leader{account="${name}"} 1`);
}

async function isFresh(backend: BackendProcess, { account }: Held): Promise<boolean> {
  const { campaigns, serverTime } = await boardOf(backend);
  const own = campaigns.filter(({ sdkAppId }) => account.sdkAppIds.includes(sdkAppId));
  const oldest = Date.parse(serverTime) - 5000;
  return own.length === running && own.every(({ observedAt }) => Date.parse(observedAt ?? "") > oldest);
}

/** So many more requests come, and no second holds more than the budget. */
async function keepsBudget({ simulator }: Held, more: number): Promise<void> {
  const { requests } = await simulator.control.stats();
  await until(async () => (await simulator.control.stats()).requests > requests + more, 30_000);
  expect(await excessOverBudget(simulator, budget)).toBe(0);
}

it("backends each ask for an account, serve all, share them and take over from each other", {
  timeout: 300_000,
}, async () => {
  const databaseUrl = await postgres.newDatabase();
  const east = await startHeld("east", 1);
  const west = await startHeld("west", 2);
  const campaigns = [...east.campaigns, ...west.campaigns];
  // The first knows of one account only, as in the minutes of an upgrade, so that the second finds the other one free.
  const first = startBackend(databaseUrl, [west]);
  await first.ask("/api/v1/watch-list", { method: "POST", body: { campaigns: west.campaigns } });
  await until(() => isFresh(first, west), 30_000);
  const second = startBackend(databaseUrl, [east, west]);
  await second.ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  await until(() => asksFor(second, east), 30_000);
  expect(await asksFor(second, west)).toBe(false);
  await until(async () => (await isFresh(second, east)) && (await isFresh(second, west)), 30_000);

  // What a viewer of the one waits for and the other asks for is done there.
  const [watched] = west.campaigns;
  const path = `/api/v1/campaigns/${watched?.sdkAppId}/${watched?.campaignId}`;
  const asked = Date.now();
  const refreshed = await second.ask(`${path}/refresh`, { method: "POST" });
  expect(Date.parse(campaignDetailSchema.parse(refreshed.json()).observedAt ?? "")).toBeGreaterThanOrEqual(
    asked,
  );

  // Whoever asks for one goes: the other is taken over, and its own is asked for all the while.
  const { requests: before } = await east.simulator.control.stats();
  first.kill("SIGKILL");
  await until(() => asksFor(second, west), 15_000);
  const { requests: after } = await east.simulator.control.stats();
  expect(after - before).toBeGreaterThan(20);
  for (const held of [east, west]) await keepsBudget(held, 60);
  await until(async () => (await isFresh(second, east)) && (await isFresh(second, west)), 30_000);

  // A third follows both, takes one over after a while, and the other at once when it is left alone.
  const third = startBackend(databaseUrl, [east, west]);
  await until(async () => (await isFresh(third, east)) && (await isFresh(third, west)), 30_000);
  await until(async () => (await asksFor(third, west)) && (await asksFor(second, east)), 60_000);
  for (const held of [east, west]) await keepsBudget(held, 60);
  second.kill("SIGTERM");
  await until(async () => (await asksFor(third, east)) && (await asksFor(third, west)), 15_000);
  expect(await second.exited).toEqual({ code: 0, signal: null });
  for (const held of [east, west]) await keepsBudget(held, 60);
  expect((await boardOf(third)).upstream).toMatchObject({
    status: "ok",
    accounts: [
      { name: "east", status: "ok" },
      { name: "west", status: "ok" },
    ],
  });
});
