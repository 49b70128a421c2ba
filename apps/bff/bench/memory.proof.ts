import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { conclude, heading, report } from "@cruiseboard/testing/report";
import { SignJWT } from "jose";
import { type Dispatcher, interceptors, Pool } from "undici";
import { startDayUpstream } from "./day-upstream.ts";
import { productEnvironment, productFlags } from "./product-flags.ts";
import type { MeasuredMemory, VirtualTimeOrder } from "./virtual-time.ts";

/**
 * The product itself with ten thousand campaigns and ten thousand viewers: first all of them at once, each with a
 * token and a connection of its own, gone for a while and back, and many who export the board; then a day that it lives
 * in virtual time, while viewers come and go.
 */
const campaigns = 10_000;
const viewers = 10_000;
const hours = Number(process.env["MEMORY_HOURS"] ?? 24);
/** With fewer the day passes faster. */
const requestsPerSecond = Number(process.env["MEMORY_REQUESTS_PER_SECOND"] ?? 20);
/** Heaps settle for so long before their growth counts. */
const settledAfterHours = Math.min(4, hours / 4);
const secret = "a-secret-of-the-proof-of-32-bytes-or-more";
const tokenSeconds = 300;
const second = 1000;
const minute = 60 * second;

const begun = Date.now();
const folder = mkdtempSync(join(tmpdir(), "cruiseboard-proof-"));
const upstream = await startDayUpstream(Math.floor(begun / second));
const backend = startBackend();
const [{ url }] = (await once(backend, "message")) as [{ url: string }];
/** Of the backend, ms since it began. */
let time = 0;
const people = Array.from({ length: viewers }, (_, index) => ({ index, token: "", until: 0, cursor: "" }));
type Viewer = (typeof people)[number];

await watchAll();
await advance((1.2 * campaigns * second) / requestsPerSecond);
await tell("every campaign seen");
let pool = connect({ connections: viewers, pipelining: 1, keepAliveTimeout: 60_000 });
await everybodyAtOnce();
await pool.destroy();
pool = connect({ connections: 200, pipelining: 1 });
await manyExports();
const settled = await day();
const end = await order<MeasuredMemory>({ measure: true });

heading(`${campaigns} campaigns, ${viewers} viewers, ${hours} hours, ${upstream.answered} looks`);
report({ name: "most memory ever resident", value: end.most / 1e6, bound: { atMost: 400 }, unit: "MB" });
const grown = (end.held - settled.held) / 1e6;
report({
  name: `what is held after a collection, grown from hour ${settledAfterHours} to hour ${hours}`,
  value: grown,
  bound: { atMost: 10 },
  unit: "MB",
});
await pool.destroy();
backend.kill("SIGKILL");
upstream.stop();
rmSync(folder, { recursive: true, force: true });
conclude();

function startBackend(): ChildProcess {
  return fork(fileURLToPath(new URL("../src/main.ts", import.meta.url)), {
    execArgv: [
      ...productFlags,
      "--expose-gc",
      `--import=${new URL("virtual-time.ts", import.meta.url).href}`,
    ],
    env: {
      ...productEnvironment,
      CCC_ENDPOINT: upstream.url,
      TENCENTCLOUD_SECRET_ID: "AKIDofTheProof",
      TENCENTCLOUD_SECRET_KEY: "keyOfTheProof",
      EMBED_JWT_SECRET: secret,
      CCC_REQUESTS_PER_SECOND: `${requestsPerSecond}`,
      DATA_DIR: folder,
      PORT: "0",
      LOG_LEVEL: "silent",
    },
  });
}

async function order<Answer>(what: VirtualTimeOrder): Promise<Answer> {
  backend.send(what);
  return ((await once(backend, "message")) as [Answer])[0];
}

async function advance(ms: number): Promise<void> {
  await order({ advanceMs: ms });
  time += ms;
}

async function watchAll(): Promise<void> {
  const keys = Array.from({ length: campaigns }, (_, index) => ({
    sdkAppId: 1_400_000_000 + (index % 20),
    campaignId: index + 1,
  }));
  const response = await fetch(new URL("/api/v1/watch-list", url), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${await mint("manager", null, null)}`,
    },
    body: JSON.stringify({ campaigns: keys }),
  });
  if (!response.ok) throw new Error(`The watch list was refused: ${await response.text()}`);
}

/** Everybody opens the page within ten seconds and keeps it open for a minute. */
async function everybodyAtOnce(): Promise<void> {
  await inTurn(40, (viewer) => poll(viewer));
  await tell("everybody has come");
  for (let round = 0; round < 20; round += 1) await inTurn(12, (viewer) => poll(viewer));
  await tell("everybody has looked on for a minute");
  // Longer than any cursor is remembered.
  await advance(5 * minute);
  await inTurn(40, (viewer) => poll(viewer));
  await tell("everybody was away and has come back");
}

/** Two at once is usual; these share nothing, whatever their scope. */
async function manyExports(): Promise<void> {
  const exporting = people.filter(({ index }) => index % 10 < 4).slice(0, 40);
  await Promise.all(exporting.map((viewer) => ask(viewer, "GET", "/api/v1/campaigns.csv")));
  await tell(`${exporting.length} have exported the whole board at once`);
}

/** All viewers in so many groups, a quarter of a second apart. */
async function inTurn(groups: number, act: (viewer: Viewer) => Promise<void>): Promise<void> {
  for (let group = 0; group < groups; group += 1) {
    await Promise.all(people.filter(({ index }) => index % groups === group).map(act));
    await advance(second / 4);
  }
}

/** Every five minutes some come, look on for a while, and go. Answers what was held once it had settled. */
async function day(): Promise<MeasuredMemory> {
  let settledAt: MeasuredMemory | null = null;
  for (let step = 0; step < hours * 12; step += 1) {
    if (step === Math.floor(settledAfterHours * 12))
      settledAt = await order<MeasuredMemory>({ measure: true });
    if (step % 12 === 0) await tell(`hour ${step / 12}`);
    const some = people.filter(({ index }) => (index + step) % 100 === 0);
    for (const viewer of some) viewer.cursor = "";
    for (let look = 0; look < 4; look += 1) {
      await Promise.all(some.map(look === 1 ? visit : poll));
      await advance(3 * second);
    }
    await advance(5 * minute - 12 * second);
  }
  if (settledAt === null) throw new Error("It never settled");
  return settledAt;
}

/** What somebody does besides looking at the board. */
async function visit(viewer: Viewer): Promise<void> {
  await ask(viewer, "PUT", "/api/v1/focus", { campaigns: [keyOf(viewer.index)] });
  if (viewer.index % 5 > 0) return;
  const path = `/api/v1/campaigns/${keyOf(viewer.index).sdkAppId}/${keyOf(viewer.index).campaignId}`;
  for (const one of [path, `${path}/history`, `${path}/events`]) await ask(viewer, "GET", one);
  // One of the first hundred comes at a time: exports do not all fall into one moment.
  if (viewer.index < 100) await ask(viewer, "GET", "/api/v1/campaigns.csv");
}

function keyOf(index: number) {
  return { sdkAppId: 1_400_000_000 + (index % 20), campaignId: (index % campaigns) + 1 };
}

async function poll(viewer: Viewer): Promise<void> {
  const since = viewer.cursor && `?since=${viewer.cursor}`;
  viewer.cursor = (await ask(viewer, "GET", `/api/v1/campaigns${since}`)) ?? viewer.cursor;
}

/** A request that meets a connection as the backend closes it is sent again, as by a browser. */
function connect(options: Pool.Options): Dispatcher {
  return new Pool(url, options).compose(interceptors.retry({ statusCodes: [] }));
}

/** Answers the cursor, if the answer names one. */
async function ask(
  viewer: Viewer,
  method: "GET" | "PUT",
  path: string,
  body?: unknown,
): Promise<string | null> {
  if (time >= viewer.until) {
    viewer.token = await tokenOf(viewer.index);
    viewer.until = time + (tokenSeconds - 60) * second;
  }
  const answer = await pool.request({
    method,
    path,
    headers: {
      authorization: `Bearer ${viewer.token}`,
      "accept-encoding": "gzip, deflate, br, zstd",
      "content-type": "application/json",
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  await answer.body.dump();
  // Of somebody else's campaign there is nothing to see.
  if (answer.statusCode >= 400 && answer.statusCode !== 404)
    throw new Error(`${method} ${path} was answered with ${answer.statusCode}`);
  return /^W\/"(.+)"$/.exec(String(answer.headers["etag"] ?? ""))?.[1] ?? null;
}

/** Four of ten see everything; four see two teams of two hundred, hardly any the same two; two a pair of applications. */
function tokenOf(index: number): Promise<string> {
  if (index % 10 < 4) return mint(`viewer-${index}`, null, null);
  if (index % 10 < 8) {
    const teams = [index, Math.floor(index / 200)].map((one) => `*@team-${one % 200}.example.com`);
    return mint(`viewer-${index}`, null, teams);
  }
  const applications = [index % 20, Math.floor(index / 20) % 20].map((one) => 1_400_000_000 + one);
  return mint(`viewer-${index}`, applications, null);
}

function mint(subject: string, sdkAppIds: number[] | null, agents: string[] | null): Promise<string> {
  const role = subject === "manager" ? "manager" : "viewer";
  return new SignJWT({ name: `Viewer ${subject}`, cruiseboard: { role, sdkAppIds, agents } })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(subject)
    .setAudience("cruiseboard")
    .setExpirationTime(Math.floor((begun + time) / second) + tokenSeconds)
    .sign(new TextEncoder().encode(secret));
}

async function tell(when: string): Promise<void> {
  const { resident, most, held } = await order<MeasuredMemory>({ measure: true });
  const [now, highest, kept] = [resident, most, held].map((bytes) => Math.round(bytes / 1e6));
  console.log(`  ${when}: ${now} MB resident, ${highest} MB at the most, ${kept} MB held`);
}
