import { existsSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { simulatorFaultKinds, startProxy, startSimulator, until } from "@cruiseboard/testing";
import { expect, it, onTestFinished } from "vitest";
import type { Reply } from "../test/kit/ask.ts";
import { type BackendProcess, environmentOf, startBackendProcess } from "../test/kit/backend-process.ts";

const sdkAppId = 1_400_000_000;
const secretKey = "Zq7TopSecretKeyOfThisTest4f1";
const sessionToken = "Zq7TopSecretTokenOfThisTest9c2";
/** The key, the token, and what only the holder of the key can make. */
const forbidden = new RegExp(`${secretKey}|${sessionToken}|Signature=|TC3-HMAC-SHA256 Credential`);

/** Everything that the backend says of itself to whoever is on this machine. */
function saidBy(backend: BackendProcess, replies: readonly Reply[]): string {
  const files = ["cmdline", "comm", "status"].map((name) => `/proc/${backend.pid}/${name}`);
  return [
    ...replies.map(({ text, headers }) => text + JSON.stringify(headers)),
    backend.stdout(),
    backend.stderr(),
    ...files.filter((path) => existsSync(path)).map((path) => readFileSync(path, "utf8")),
  ].join("\n");
}

async function start(changes: Record<string, string>): Promise<BackendProcess> {
  const backend = startBackendProcess(
    environmentOf({
      TENCENTCLOUD_SECRET_KEY: secretKey,
      TENCENTCLOUD_SESSION_TOKEN: sessionToken,
      LOG_LEVEL: "trace",
      ...changes,
    }),
  );
  await backend.listening;
  return backend;
}

/** Every route once, well and badly asked. */
async function askEverything(backend: BackendProcess): Promise<Reply[]> {
  const campaign = `/api/v1/campaigns/${sdkAppId}/2569`;
  const replies: Reply[] = [];
  for (const path of [
    "/api/v1/campaigns",
    "/api/v1/watch-list",
    "/api/v1/session",
    "/api/openapi.json",
    "/healthz",
    "/readyz",
    "/",
    "/api/nothing",
    "/metrics",
    campaign,
    "/api/v1/campaigns/x/y",
    "/api/v1/campaigns/%E0%A4%A/1",
  ])
    replies.push(await backend.ask(path));
  replies.push(await backend.ask(`${campaign}/refresh`, { method: "POST" }));
  replies.push(await backend.ask("/api/v1/watch-list", { method: "POST", body: "{" }));
  return replies;
}

async function watch(backend: BackendProcess, ids: readonly number[]): Promise<void> {
  const campaigns = ids.map((campaignId) => ({ sdkAppId, campaignId }));
  const reply = await backend.ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  expect(reply.status).toBe(200);
}

it("tells no secret while all is well, nor through any fault of the upstream", async () => {
  const secretId = "AKIDofThisTest";
  const simulator = await startSimulator({ campaigns: 3, secretId, secretKey, sessionToken });
  onTestFinished(() => simulator.stop());
  const backend = await start({ TENCENTCLOUD_SECRET_ID: secretId, CCC_ENDPOINT: simulator.url });
  await watch(backend, [2569, 2570, 2571, 999_999]);
  await until(async () => (await simulator.control.stats()).answered > 2);
  const replies = await askEverything(backend);

  for (const kind of simulatorFaultKinds) {
    await simulator.control.addFault({
      kind,
      ...(kind === "clockOffset" && { offsetMs: 3_600_000 }),
      ...((kind === "nullField" || kind === "missingField" || kind === "wrongType") && { value: "State" }),
    });
    // A call that hangs is answered with its time-out; meanwhile the board is.
    const refreshed = backend.ask(`/api/v1/campaigns/${sdkAppId}/2569/refresh`, { method: "POST" });
    if (kind === "hang" || kind === "hangBody") await until(() => faulted(simulator, kind));
    else await refreshed;
    replies.push(await backend.ask("/api/v1/campaigns"));
    await simulator.control.clearFaults();
    replies.push(await refreshed);
  }
  replies.push(...(await askEverything(backend)));
  expect(saidBy(backend, replies)).not.toMatch(forbidden);
  backend.kill("SIGTERM");
  expect((await backend.exited).code).toBe(0);
  expect(saidBy(backend, [])).not.toMatch(forbidden);
});

async function faulted(
  simulator: Awaited<ReturnType<typeof startSimulator>>,
  kind: string,
): Promise<boolean> {
  return ((await simulator.control.stats()).faulted[kind] ?? 0) > 0;
}

it("tells no secret when the key is refused", async () => {
  const simulator = await startSimulator({ campaigns: 1 });
  onTestFinished(() => simulator.stop());
  const backend = await start({ TENCENTCLOUD_SECRET_ID: simulator.secretId, CCC_ENDPOINT: simulator.url });
  await watch(backend, [2569]);
  await until(async () => Object.keys((await simulator.control.stats()).refused).length > 0);
  await until(async () => (await backend.ask("/api/v1/campaigns")).text.includes("credentialsRejected"));
  expect(saidBy(backend, await askEverything(backend))).not.toMatch(forbidden);
});

it("tells no secret when the database is broken or the upstream is nowhere", async () => {
  const environment = environmentOf();
  const backend = await start({ DATA_DIR: environment["DATA_DIR"] ?? "" });
  await watch(backend, [2569]);
  const database = new DatabaseSync(`${environment["DATA_DIR"]}/cruiseboard.db`);
  database.exec("DROP TABLE watch_list");
  database.close();
  const replies = await askEverything(backend);
  expect(replies.filter(({ status }) => status === 500).length).toBeGreaterThan(0);
  await until(() => backend.stdout().includes("request failed"));
  expect(saidBy(backend, replies)).not.toMatch(forbidden);
});

it("observes through a proxy alone, says when that refuses, and never tells the proxy's password", async () => {
  const simulator = await startSimulator({ campaigns: 3, secretKey });
  const proxy = await startProxy({
    credentials: "cruiseboard:Zq7PasswordOfTheProxy",
    hosts: { "ccc.example.test:80": new URL(simulator.url).host },
  });
  onTestFinished(async () => {
    await Promise.all([simulator.stop(), proxy.stop()]);
  });
  const backend = await start({
    TENCENTCLOUD_SECRET_ID: simulator.secretId,
    TENCENTCLOUD_SESSION_TOKEN: "",
    CCC_ENDPOINT: "http://ccc.example.test",
    HTTPS_PROXY: proxy.url.replace("//", "//cruiseboard:Zq7PasswordOfTheProxy@"),
  });
  await watch(backend, [2569, 2570]);
  const path = `/api/v1/campaigns/${sdkAppId}/2569`;
  await until(async () => (await backend.ask(path)).text.includes('"freshness":"live"'));
  proxy.refuse(403);
  await simulator.stop();
  const board = async () => (await backend.ask("/api/v1/campaigns")).text;
  await until(async () => (await board()).includes("refuses to connect to ccc.example.test (403)"));
  const replies = await askEverything(backend);
  expect(saidBy(backend, replies)).not.toMatch(/Zq7PasswordOfTheProxy/);
});
