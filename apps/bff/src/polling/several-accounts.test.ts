import { type BoardAnswer, boardAnswerSchema, type CampaignKey } from "@cruiseboard/contract";
import { type RunningSimulator, until } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { accountsFile } from "../../test/kit/accounts-file.ts";
import { type BackendProcess, environmentOf, startBackendProcess } from "../../test/kit/backend-process.ts";
import { excessOverBudget } from "../../test/kit/excess-over-budget.ts";
import { startBusySimulator } from "../../test/kit/start-busy-simulator.ts";

/** An account's own upstream, with its own key, limit and campaigns. */
interface Upstream {
  readonly name: string;
  readonly sdkAppId: number;
  readonly requestsPerSecond: number;
  readonly simulator: RunningSimulator;
  readonly campaigns: readonly CampaignKey[];
}

/** Enough campaigns that call somebody all the time to want more than the budget. */
const running = 40;

async function startUpstream(name: string, sdkAppId: number, requestsPerSecond: number): Promise<Upstream> {
  const { simulator, campaigns } = await startBusySimulator(sdkAppId, running);
  return { name, sdkAppId, requestsPerSecond, simulator, campaigns };
}

async function startBackend(upstreams: readonly Upstream[]): Promise<BackendProcess> {
  const accounts = upstreams.map(({ name, sdkAppId, requestsPerSecond, simulator }) => ({
    name,
    sdkAppIds: [sdkAppId],
    secretId: simulator.secretId,
    secretKey: simulator.secretKey,
    endpoint: simulator.url,
    requestsPerSecond,
  }));
  const { TENCENTCLOUD_SECRET_ID: _id, TENCENTCLOUD_SECRET_KEY: _key, ...environment } = environmentOf();
  const backend = startBackendProcess({ ...environment, CCC_ACCOUNTS_FILE: accountsFile(accounts) });
  const campaigns = upstreams.flatMap((upstream) => upstream.campaigns);
  await backend.ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  return backend;
}

async function boardOf(backend: BackendProcess): Promise<BoardAnswer> {
  return boardAnswerSchema.parse((await backend.ask("/api/v1/campaigns")).json());
}

/** Whether an account's campaigns were all observed within the last so many ms. */
async function isFresh(backend: BackendProcess, { sdkAppId }: Upstream, withinMs: number): Promise<boolean> {
  const { campaigns, serverTime } = await boardOf(backend);
  const own = campaigns.filter((campaign) => campaign.sdkAppId === sdkAppId);
  return own.every(({ observedAt }) => Date.parse(observedAt ?? "") > Date.parse(serverTime) - withinMs);
}

const requestsOf = async ({ simulator }: Upstream) => (await simulator.control.stats()).requests;

it("two accounts are each asked at their own rate, and neither is ever asked beyond it", {
  timeout: 120_000,
}, async () => {
  const fast = await startUpstream("fast", 1, 20);
  const slow = await startUpstream("slow", 2, 5);
  const backend = await startBackend([fast, slow]);
  await until(async () => (await requestsOf(fast)) > 120, 30_000);
  for (const { simulator, requestsPerSecond } of [fast, slow])
    expect(await excessOverBudget(simulator, requestsPerSecond)).toBe(0);
  // Each used what it has: the fast one several times as much as the slow one.
  expect(await requestsOf(slow)).toBeGreaterThan(10);
  expect(await requestsOf(fast)).toBeGreaterThan(2 * (await requestsOf(slow)));
  expect((await boardOf(backend)).upstream).toMatchObject({
    status: "ok",
    budgetPerSecond: 25,
    accounts: [
      { name: "fast", budgetPerSecond: 20, sdkAppIds: [1] },
      { name: "slow", budgetPerSecond: 5, sdkAppIds: [2] },
    ],
  });
});

it.each([
  ["is refused its key", { kind: "errorCode", code: "AuthFailure.SecretIdNotFound" }, "credentialsRejected"],
  [
    "is throttled by others",
    { kind: "errorCode", code: "RequestLimitExceeded.UinLimitExceeded" },
    "throttled",
  ],
  ["hangs", { kind: "hang" }, "unreachable"],
] as const)(
  "an account that %s leaves the other as fresh as ever",
  { timeout: 120_000 },
  async (_what, fault, status) => {
    const well = await startUpstream("well", 1, 20);
    const ill = await startUpstream("ill", 2, 20);
    const backend = await startBackend([ill, well]);
    await until(
      async () => (await isFresh(backend, well, 5000)) && (await isFresh(backend, ill, 5000)),
      30_000,
    );
    await ill.simulator.control.addFault(fault);
    await until(async () => (await boardOf(backend)).upstream.status === status, 30_000);
    const before = await requestsOf(well);
    // A budget of some seconds, during which the other's campaigns would have grown old.
    await until(async () => (await requestsOf(well)) > before + 60, 30_000);
    await until(() => isFresh(backend, well, 5000));
    const { upstream } = await boardOf(backend);
    const said = `${backend.stdout()} ${backend.stderr()} ${JSON.stringify(upstream)}`;
    for (const { simulator } of [well, ill]) expect(said).not.toContain(simulator.secretKey);
    expect(upstream.message).toMatch(/^Account ill: /);
    expect(upstream.accounts).toMatchObject([
      { name: "ill", status },
      { name: "well", status: "ok", budgetPerSecond: 20, message: null },
    ]);
    expect(await excessOverBudget(well.simulator, well.requestsPerSecond)).toBe(0);
  },
);
