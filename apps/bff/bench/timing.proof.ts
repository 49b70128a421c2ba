import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CampaignKey } from "@cruiseboard/contract";
import { conclude, heading, report } from "@cruiseboard/testing/report";
import { SignJWT } from "jose";
import { Client } from "undici";
import { dataFiles } from "../src/store/data-folder.ts";
import { createHistoryStore } from "../src/store/history-store.ts";
import { openSqliteDatabase } from "../src/store/sqlite-database.ts";
import { createWatchListStore } from "../src/store/watch-list-store.ts";
import { createRandom } from "../test/kit/random.ts";
import { startDayUpstream } from "./day-upstream.ts";
import { productEnvironment, productFlags } from "./product-flags.ts";

/**
 * Whether the time of an answer tells a watched or archived campaign out of scope from one that does not exist. Each
 * route that names campaigns is asked over loopback in random order; a Mann-Whitney test compares the times.
 */
const samples = Number(process.env["TIMING_SAMPLES"] ?? 2000);
const secret = "a-secret-of-the-proof-of-32-bytes-or-more";
const sdkAppId = 1_400_000_000;
const kinds = ["absent", "watched", "archived"] as const;
type Kind = (typeof kinds)[number];
/** Twenty campaigns of each kind; all ids have the same length. */
const keysOf = (kind: Kind): CampaignKey[] =>
  Array.from({ length: 20 }, (_, index) => ({
    sdkAppId,
    campaignId: 700_001 + 7 * index + 1000 * kinds.indexOf(kind),
  }));
const keys = { absent: keysOf("absent"), watched: keysOf("watched"), archived: keysOf("archived") };

const entry = "/api/v1/watch-list/ID";
const campaign = "/api/v1/campaigns/ID";
type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
const routes: readonly { method: Method; path: string; body?: (key: CampaignKey) => unknown }[] = [
  { method: "GET", path: campaign },
  { method: "HEAD", path: campaign },
  { method: "GET", path: `${campaign}/history` },
  { method: "GET", path: `${campaign}/history.csv` },
  { method: "GET", path: `${campaign}/events` },
  { method: "POST", path: `${campaign}/refresh` },
  { method: "PATCH", path: entry, body: () => ({ label: "another" }) },
  { method: "DELETE", path: entry },
  { method: "DELETE", path: "/api/v1/watch-list/archive/ID" },
  { method: "POST", path: "/api/v1/watch-list", body: (key) => ({ campaigns: [{ ...key, label: "x" }] }) },
  { method: "POST", path: "/api/v1/watch-list/preview", body: (key) => ({ campaigns: [key] }) },
  { method: "POST", path: "/api/v1/watch-list/remove", body: (key) => ({ campaigns: [key] }) },
  { method: "PUT", path: "/api/v1/focus", body: (key) => ({ campaigns: [key] }) },
];
const viewers = {
  "restricted to an application": { sdkAppIds: [sdkAppId + 1], agents: null },
  "restricted to agents": { sdkAppIds: null, agents: ["*@elsewhere.example.com"] },
  "with nothing in scope": { sdkAppIds: [], agents: [] },
};
type Claim = { readonly sdkAppIds: readonly number[] | null; readonly agents: readonly string[] | null };

const random = createRandom(1);
const folder = mkdtempSync(join(tmpdir(), "cruiseboard-proof-"));
const upstream = await startDayUpstream(Math.floor(Date.now() / 1000));
await fill();
const backend = fork(fileURLToPath(new URL("../src/main.ts", import.meta.url)), {
  execArgv: productFlags,
  env: {
    ...productEnvironment,
    CCC_ENDPOINT: upstream.url,
    TENCENTCLOUD_SECRET_ID: "AKIDofTheProof",
    TENCENTCLOUD_SECRET_KEY: "keyOfTheProof",
    EMBED_JWT_SECRET: secret,
    DATA_DIR: folder,
    PORT: "0",
    LOG_LEVEL: "silent",
  },
});
const [{ url }] = (await once(backend, "message")) as [{ url: string }];
const client = new Client(url, { pipelining: 1, keepAliveTimeout: 60_000 });
let tokens = 0;

const found: { name: string; p: number }[] = [];
for (const [who, claim] of Object.entries(viewers)) {
  heading(`A manager ${who}: p (chance that the other answer takes longer)`);
  const pooled = { watched: 0, archived: 0 };
  for (const route of routes) {
    const times = await timesOf(route, claim);
    const told = (["watched", "archived"] as const).map((kind) => ({
      kind,
      ...mannWhitney(times[kind], times.absent),
    }));
    for (const { kind, z, p } of told) {
      found.push({ name: `${who}: ${route.method} ${route.path}, ${kind}`, p });
      pooled[kind] += z / Math.sqrt(routes.length);
    }
    const words = told.map(({ kind, p, chance }) => `${kind} ${p.toPrecision(3)} (${chance.toFixed(3)})`);
    console.log(`  ${route.method} ${route.path}: ${words.join(", ")}`);
  }
  // What is too little for one route would show in all of them together.
  for (const [kind, z] of Object.entries(pooled)) {
    found.push({ name: `${who}: all routes, ${kind}`, p: pOf(z) });
    console.log(`  all routes together: ${kind} ${pOf(z).toPrecision(3)}`);
  }
}
heading(`${samples} answers of each kind, ${found.length} comparisons`);
// Holm's first step: with so many comparisons the smallest p alone is small by chance.
const least = found.toSorted((one, other) => one.p - other.p)[0];
report({
  name: `smallest p, corrected for the number of comparisons (${least?.name})`,
  value: Math.min(1, (least?.p ?? 0) * found.length),
  bound: { atLeast: 0.05 },
});
const seen = await timesOf({ method: "GET", path: campaign }, { sdkAppIds: null, agents: null });
report({
  name: "p of what is in scope, which the same test tells apart",
  value: mannWhitney(seen.watched, seen.absent).p,
  bound: { atMost: 1e-6 },
});
await client.close();
backend.kill("SIGKILL");
upstream.stop();
rmSync(folder, { recursive: true, force: true });
conclude();

/** Watched and archived campaigns with values, as a day of polling leaves them. */
async function fill(): Promise<void> {
  const db = await openSqliteDatabase(folder, dataFiles("live").database);
  const watchList = createWatchListStore(db);
  const known = [...keys.watched, ...keys.archived];
  await watchList.add(
    known.map((key) => ({ ...key, label: `label of ${key.campaignId}` })),
    Date.now(),
  );
  await createHistoryStore(db).write(
    [],
    known.map((key) => ({
      key,
      observedAt: Date.now(),
      activeAt: Date.now(),
      endedAt: null,
      endConfirmed: false,
      facts: {
        name: `name of ${key.campaignId}`,
        agent: "agent-1@team-1.example.com",
        concurrency: 3,
        callOrderCode: 0,
        stateCode: 1,
        startTime: Date.now() - 3_600_000,
        endTime: Date.now() + 3_600_000,
        totalCallees: 5000,
        calledCallees: 100,
        uui: "uui",
        requestId: "request",
      },
    })),
  );
  await watchList.archive(keys.archived, Date.now());
  await db.destroy();
}

/** ms of each answer, by what it was asked about. */
async function timesOf(route: (typeof routes)[number], claim: Claim): Promise<Record<Kind, number[]>> {
  const times: Record<Kind, number[]> = { absent: [], watched: [], archived: [] };
  const order = shuffled(kinds.flatMap((kind) => Array.from({ length: samples }, () => kind)));
  const warming = order.slice(0, 300);
  let token = "";
  for (const [index, kind] of [...warming, ...order].entries()) {
    // Below every limit of a viewer's requests a minute; a token is verified before anything is measured with it.
    if (index % 20 === 0) {
      token = await mint(claim);
      await ask({ method: "GET", path: "/api/v1/session" }, keys.absent[0] as CampaignKey, token);
    }
    const of = keys[kind];
    const key = of[Math.floor(random() * of.length)] as CampaignKey;
    const took = await ask(route, key, token);
    if (index >= warming.length) times[kind].push(took);
  }
  return times;
}

async function ask({ method, path, body }: (typeof routes)[number], key: CampaignKey, token: string) {
  const options = {
    method,
    path: path.replace("ID", `${key.sdkAppId}/${key.campaignId}`),
    headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
    body: body ? JSON.stringify(body(key)) : null,
  };
  const sent = performance.now();
  const answer = await client.request(options);
  await answer.body.dump();
  const took = performance.now() - sent;
  if (answer.statusCode === 429 || answer.statusCode >= 500)
    throw new Error(`${method} ${path} was answered with ${answer.statusCode}`);
  return took;
}

function mint({ sdkAppIds, agents }: Claim): Promise<string> {
  tokens += 1;
  return new SignJWT({ cruiseboard: { role: "manager", sdkAppIds, agents } })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(`manager-${tokens}`)
    .setAudience("cruiseboard")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(secret));
}

function shuffled<One>(all: readonly One[]): One[] {
  return all
    .map((one) => ({ one, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ one }) => one);
}

/** Two-sided p, and the chance that one of `ones` is larger than one of `others` (0.5: they are alike). */
function mannWhitney(ones: readonly number[], others: readonly number[]) {
  const all = [
    ...ones.map((value) => ({ value, ours: true })),
    ...others.map((value) => ({ value, ours: false })),
  ];
  const ranked = all.toSorted((one, other) => one.value - other.value);
  // Times in nanoseconds have hardly any ties.
  const ranks = ranked.reduce((sum, { ours }, index) => sum + (ours ? index + 1 : 0), 0);
  const [n, m] = [ones.length, others.length];
  const larger = ranks - (n * (n + 1)) / 2;
  const z = (larger - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return { z, p: pOf(z), chance: larger / (n * m) };
}

/** Two-sided. */
function pOf(z: number): number {
  return 2 * normalTail(Math.abs(z));
}

/** Abramowitz and Stegun 26.2.17. */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * z);
  const polynomial =
    t *
    (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
