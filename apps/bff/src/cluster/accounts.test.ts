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

/** Whether it leads for the account, by its own metrics. */
async function leadsFor(backend: BackendProcess, { account: { name } }: Held): Promise<boolean> {
  const { text } = await backend.ask("/metrics");
  return text.includes(`cruiseboard_leader{account="${name}"} 1`);
}

async function leadsForAll(backend: BackendProcess, all: readonly Held[]): Promise<boolean> {
  return (await Promise.all(all.map((held) => leadsFor(backend, held)))).every(Boolean);
}

async function isFresh(backend: BackendProcess, { account }: Held): Promise<boolean> {
  const { campaigns, serverTime } = await boardOf(backend);
  const own = campaigns.filter(({ sdkAppId }) => account.sdkAppIds.includes(sdkAppId));
  const oldest = Date.parse(serverTime) - 5000;
  return own.length === running && own.every(({ observedAt }) => Date.parse(observedAt ?? "") > oldest);
}

async function areFresh(backend: BackendProcess, all: readonly Held[]): Promise<boolean> {
  return (await Promise.all(all.map((held) => isFresh(backend, held)))).every(Boolean);
}

/** So many more requests come, and no second holds more than the budget. */
async function keepsBudget({ simulator }: Held, more: number): Promise<void> {
  const { requests } = await simulator.control.stats();
  await until(async () => (await simulator.control.stats()).requests > requests + more, 30_000);
  expect(await excessOverBudget(simulator, budget)).toBe(0);
}

it("one backend leads for all accounts, all serve them, and a takeover moves all of them", {
  timeout: 300_000,
}, async () => {
  const databaseUrl = await postgres.newDatabase();
  const east = await startHeld("east", 1);
  const west = await startHeld("west", 2);
  const all = [east, west];
  const campaigns = [...east.campaigns, ...west.campaigns];
  const first = startBackend(databaseUrl, all);
  await first.ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  await until(async () => (await leadsForAll(first, all)) && (await areFresh(first, all)), 30_000);
  const second = startBackend(databaseUrl, all);
  await until(() => areFresh(second, all), 30_000);
  for (const held of all) expect(await leadsFor(second, held)).toBe(false);

  // A refresh at the follower is done by the leader.
  const [watched] = west.campaigns;
  const path = `/api/v1/campaigns/${watched?.sdkAppId}/${watched?.campaignId}`;
  const requestedAt = Date.now();
  const refreshed = await second.ask(`${path}/refresh`, { method: "POST" });
  expect(refreshed).toMatchObject({ status: 200 });
  expect(Date.parse(campaignDetailSchema.parse(refreshed.json()).observedAt ?? "")).toBeGreaterThanOrEqual(
    requestedAt,
  );

  for (const held of all) await keepsBudget(held, 200);
  expect(await leadsForAll(first, all)).toBe(true);

  first.kill("SIGKILL");
  await until(() => leadsForAll(second, all), 15_000);
  for (const held of all) await keepsBudget(held, 60);
  await until(() => areFresh(second, all), 30_000);

  const third = startBackend(databaseUrl, all);
  await until(() => areFresh(third, all), 30_000);
  second.kill("SIGTERM");
  await until(() => leadsForAll(third, all), 15_000);
  expect(await second.exited).toEqual({ code: 0, signal: null });
  for (const held of all) await keepsBudget(held, 60);
  expect((await boardOf(third)).upstream).toMatchObject({
    status: "ok",
    accounts: [
      { name: "east", status: "ok" },
      { name: "west", status: "ok" },
    ],
  });
});

it("a backend that knows one account more leads for none until the backends that do not know it are gone", {
  timeout: 300_000,
}, async () => {
  const databaseUrl = await postgres.newDatabase();
  const east = await startHeld("east", 1);
  const west = await startHeld("west", 2);
  const earlier = startBackend(databaseUrl, [west]);
  await earlier.ask("/api/v1/watch-list", { method: "POST", body: { campaigns: west.campaigns } });
  await until(() => isFresh(earlier, west), 30_000);
  const later = startBackend(databaseUrl, [east, west]);
  await later.ask("/api/v1/watch-list", { method: "POST", body: { campaigns: east.campaigns } });
  await until(() => isFresh(later, west), 30_000);
  await keepsBudget(west, 150);
  expect((await east.simulator.control.stats()).requests).toBe(0);
  earlier.kill("SIGTERM");
  await until(() => areFresh(later, [east, west]), 30_000);
  for (const held of [east, west]) await keepsBudget(held, 60);
});
