import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { boardAnswerSchema, type CampaignKey } from "@cruiseboard/contract";
import { startSimulator } from "@cruiseboard/testing";
import { conclude, heading, report } from "@cruiseboard/testing/report";
import { quantile } from "../test/kit/ages.ts";
import { mintToken, secondsFrom, tokenSecret } from "../test/kit/mint-token.ts";
import { startBackend } from "./measured-backend.ts";

/** What viewers with a token, and anybody without one, can do to the others through requests that are allowed. */
const watched = 200;
/** The proof is longer: 60 s of large requests, 300 s of readers that do not read. */
const seconds = Number(process.env["BENCH_ATTACK_SECONDS"] ?? 40);
const cutOffSeconds = Number(process.env["BENCH_SILENT_SECONDS"] ?? 60);

const simulator = await startSimulator({ campaigns: 0, seed: 1 });
const campaigns: CampaignKey[] = [];
for (let index = 0; index < watched; index += 1) {
  const order = { total: 100_000, ratePerMinute: 60, startsInSeconds: -600, lastsSeconds: 36_000 };
  const { campaignId } = await simulator.control.addCampaign(order);
  campaigns.push({ sdkAppId: 1_400_000_000, campaignId });
}
const folder = mkdtempSync(join(tmpdir(), "cruiseboard-bench-"));
const backend = await startBackend({ DATA_DIR: folder, EMBED_JWT_SECRET: tokenSecret }, simulator);

type Sent = Pick<RequestInit, "method" | "body" | "signal">;
type Ask = (path: string, sent?: Sent) => Promise<Response>;

const everything = { sdkAppIds: null, agents: null };
const manager = await userOf("manager", { role: "manager", ...everything });
await manager("/api/v1/watch-list", { method: "POST", body: JSON.stringify({ campaigns }) });
await pause(20_000);

await refreshes();
await previews();
await focusOfManyPages();
await largeRequests();
await silentReaders();
await backend.stop();
await simulator.stop();
rmSync(folder, { recursive: true, force: true });
conclude();

async function refreshes(): Promise<void> {
  heading(`20 viewers who each refresh a campaign of their own once a second, ${watched} running`);
  const others = new Set(campaigns.slice(20).map(({ campaignId }) => campaignId));
  const without = await agesFor(seconds, others);
  const viewers = await Promise.all(
    campaigns.slice(0, 20).map((_, index) => userOf(`viewer-${index}`, { role: "viewer", ...everything })),
  );
  const stop = repeatEach(viewers, 1000, async (ask, index) => {
    const { sdkAppId, campaignId } = campaigns[index] as CampaignKey;
    await ask(`/api/v1/campaigns/${sdkAppId}/${campaignId}/refresh`, { method: "POST" });
  });
  const during = await agesFor(seconds, others);
  await stop();
  report({
    name: "age of the others, 95th percentile, against the same without refreshes",
    value: quantile(during, 0.95) / quantile(without, 0.95),
    bound: { atMost: 1.5 },
  });
}

async function previews(): Promise<void> {
  heading("4 managers who preview 300 campaigns each, and one who previews 2");
  const path = "/api/v1/watch-list/preview";
  const giveUp = new AbortController();
  const large = await Promise.all(
    [1, 2, 3, 4].map((number) => userOf(`large-${number}`, { role: "manager", ...everything })),
  );
  const pending = large.map((ask, index) =>
    ask(path, { method: "POST", body: previewOf(300, 10_000 * (index + 1)), signal: giveUp.signal }),
  );
  await pause(500);
  const small = await userOf("small", { role: "manager", ...everything });
  const began = performance.now();
  await small(path, { method: "POST", body: previewOf(2, 900_000) });
  report({
    name: "the small preview is answered after",
    value: (performance.now() - began) / 1000,
    bound: { atMost: 5 },
    unit: "s",
  });
  giveUp.abort();
  await Promise.allSettled(pending);
}

function previewOf(count: number, first: number): string {
  const previewed = Array.from({ length: count }, (_, index) => ({
    sdkAppId: 1_400_000_000,
    campaignId: first + index,
  }));
  return JSON.stringify({ campaigns: previewed });
}

async function focusOfManyPages(): Promise<void> {
  heading("One token tells 40,000 times what another page shows");
  const shown = campaigns.slice(-20);
  const other = await userOf("other", { role: "viewer", ...everything });
  const stop = repeatEach([other], 5000, async (ask) => {
    await ask("/api/v1/focus", { method: "PUT", body: JSON.stringify({ page: "one", campaigns: shown }) });
  });
  await pause(10_000);
  const before = await residentMegabytes();
  const attacker = await userOf("attacker", { role: "viewer", ...everything });
  const measuring = agesFor(20, new Set(shown.map(({ campaignId }) => campaignId)));
  for (let sent = 0; sent < 40_000; sent += 50)
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const body = JSON.stringify({ page: `page-${sent + index}`, campaigns: campaigns.slice(0, 20) });
        await attacker("/api/v1/focus", { method: "PUT", body });
      }),
    );
  report({
    name: "memory, resident, more than before",
    value: (await residentMegabytes()) - before,
    bound: { atMost: 40 },
    unit: "MB",
  });
  report({
    name: "age of what the other viewer shows, 95th percentile",
    value: quantile(await measuring, 0.95) / 1000,
    bound: { atMost: 6 },
    unit: "s",
  });
  await stop();
}

async function largeRequests(): Promise<void> {
  heading(`The largest requests, 12 at a time, for ${seconds} s`);
  const nobody = await userOf("nobody", { role: "manager", sdkAppIds: [], agents: [] });
  const viewer = await userOf("reader", { role: "viewer", ...everything });
  const first = campaigns[0] as CampaignKey;
  const path = `/api/v1/watch-list/${first.sdkAppId}/${first.campaignId}`;
  const deep = "[".repeat(5_900_000) + "]".repeat(5_900_000);
  const wide = JSON.stringify({
    campaigns: [],
    ...Object.fromEntries(Array.from({ length: 600_000 }, (_, n) => [`k${n}`, 0])),
  });
  const largest = JSON.stringify({
    campaigns: Array.from({ length: 10_000 }, (_, index) => ({
      sdkAppId: 1,
      campaignId: index + 1,
      label: "标".repeat(200),
    })),
  });
  const list = "/api/v1/watch-list";
  const kinds: (() => Promise<Response>)[] = [
    () => nobody(path, { method: "PATCH", body: deep }),
    () => nobody(list, { method: "POST", body: wide }),
    () => manager(path, { method: "PATCH", body: deep }),
    () => manager(list, { method: "POST", body: wide }),
    () => manager(list, { method: "POST", body: deep }),
    () => nobody(list, { method: "POST", body: largest }),
    () => manager(`${list}/remove`, { method: "POST", body: largest }),
    () => viewer("/api/v1/campaigns.csv"),
    () => viewer("/api/v1/campaigns"),
    () => viewer(`/api/v1/campaigns/${first.sdkAppId}/${first.campaignId}/history?points=2000`),
    () => viewer("/api/v1/focus", { method: "PUT", body: wide }),
  ];
  const until = performance.now() + seconds * 1000;
  let next = 0;
  const attackers = Array.from({ length: 12 }, async () => {
    while (performance.now() < until) {
      const kind = kinds[next % kinds.length];
      next += 1;
      // Refused while it is still being sent: the connection breaks off.
      await (await kind?.().catch(() => null))?.arrayBuffer().catch(() => null);
    }
  });
  const { memory, delay } = await worstWhile(Promise.all(attackers));
  console.log(`  ${next} requests`);
  report({ name: "memory, resident, at most", value: memory, bound: { atMost: 300 }, unit: "MB" });
  report({
    name: "the event loop is late by at most",
    value: delay * 1000,
    bound: { atMost: 100 },
    unit: "ms",
  });
}

async function silentReaders(): Promise<void> {
  heading(`200 connections that ask and read nothing, for ${cutOffSeconds} s`);
  const before = { memory: await residentMegabytes(), files: await backend.metric("process_open_fds") };
  const { hostname, port } = new URL(backend.url);
  const token = await tokenOf("silent", { role: "viewer", ...everything });
  const request = `GET /api/v1/campaigns HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${token}\r\n\r\n`;
  const sockets = Array.from({ length: 200 }, () => {
    const socket: Socket = connect(Number(port), hostname);
    socket.pause();
    socket.on("error", () => undefined);
    socket.write(request.repeat(16));
    return socket;
  });
  await pause(5000);
  const held = (await residentMegabytes()) - before.memory;
  await pause((cutOffSeconds - 5) * 1000);
  const files = await backend.metric("process_open_fds");
  report({ name: "memory held for them", value: held, bound: { atMost: 50 }, unit: "MB" });
  report({ name: "connections left", value: Math.max(0, files - before.files - 3), bound: { atMost: 0 } });
  for (const socket of sockets) socket.destroy();
}

async function userOf(subject: string, claim: object): Promise<Ask> {
  const token = await tokenOf(subject, claim);
  return (path, sent = {}) =>
    fetch(new URL(path, backend.url), {
      ...sent,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
}

function tokenOf(sub: string, claim: object): Promise<string> {
  return mintToken({ sub, aud: "cruiseboard", exp: secondsFrom(Date, 3600), cruiseboard: claim });
}

/** Each of them acts as often, until the answered function is called. */
function repeatEach(
  users: readonly Ask[],
  everyMs: number,
  act: (ask: Ask, index: number) => Promise<void>,
): () => Promise<void> {
  const stopping = new AbortController();
  const loops = users.map(async (ask, index) => {
    while (!stopping.signal.aborted) await Promise.all([act(ask, index), pause(everyMs)]);
  });
  return async () => {
    stopping.abort();
    await Promise.all(loops);
  };
}

/** Ages of these campaigns at the API, ms, once a second. */
async function agesFor(forSeconds: number, ids: ReadonlySet<number>): Promise<number[]> {
  const ages: number[] = [];
  for (let second = 0; second < forSeconds; second += 1) {
    await pause(1000);
    const { campaigns: rows, serverTime } = boardAnswerSchema.parse(
      await (await manager("/api/v1/campaigns")).json(),
    );
    for (const { campaignId, observedAt } of rows)
      if (ids.has(campaignId))
        ages.push(
          observedAt === null ? Number.POSITIVE_INFINITY : Date.parse(serverTime) - Date.parse(observedAt),
        );
  }
  return ages;
}

async function residentMegabytes(): Promise<number> {
  return (await backend.metric("process_resident_memory_bytes")) / 1e6;
}

/** The largest resident memory in MB and the longest delay of the event loop in s until it is done. */
async function worstWhile(work: Promise<unknown>): Promise<{ memory: number; delay: number }> {
  const done = new AbortController();
  const watched = work.finally(() => done.abort());
  // What was before is not counted.
  await backend.metric("nodejs_eventloop_lag_max_seconds");
  let memory = 0;
  let delay = 0;
  while (!done.signal.aborted) {
    await pause(500);
    memory = Math.max(memory, await residentMegabytes());
    delay = Math.max(delay, await backend.metric("nodejs_eventloop_lag_max_seconds"));
  }
  await watched;
  return { memory, delay };
}
