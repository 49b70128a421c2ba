/**
 * The server of the serving benchmarks, as a process of its own so that its CPU time is its own, too. Started with
 * `bare` it is node:http writing the bytes that it is given; with `board` it is the product with 1,000
 * campaigns that change on command; with `token` it wants a bearer token besides, and sends one that it takes; with
 * `live` campaigns change at the full rate of the poller.
 */
import { mkdtempSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { createApp } from "../src/app.ts";
import { systemClock } from "../src/clock.ts";
import { loadConfig } from "../src/config/config.ts";
import { createLogger } from "../src/observability/create-logger.ts";
import { openSqliteDatabase } from "../src/store/sqlite-database.ts";
import { assembleServices } from "../test/kit/assemble-services.ts";
import { onlyAccountWith } from "../test/kit/only-account.ts";
import { simulatePolling } from "../test/kit/simulate-polling.ts";

/** What the loading process may ask for, over the channel between them. */
export type PollServerRequest =
  | { readonly ask: "cpu" }
  | { readonly ask: "change"; readonly rows: number }
  | { readonly ask: "write"; readonly answer: PlainAnswer };

/** An answer as it goes over the wire; `headers`: names and values in turn; `body`: base64. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

const campaigns = 1000;
const mode = process.argv[2] ?? "bare";
const tokenSecret = "of-the-benchmark-and-nothing-else";
let change: (rows: number) => void = () => undefined;
const app = mode === "bare" ? createBareApp() : await createBoardApp();
const server = createServer(app);
const token = mode === "token" ? await mintToken() : null;
server.listen(0, "127.0.0.1", 4096, () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token });
});

process.on("message", (request: PollServerRequest) => {
  if (request.ask === "change") change(request.rows);
  if (request.ask === "write") {
    written = request.answer;
    body = Buffer.from(written.body, "base64");
  }
  process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage().rss });
});
process.on("disconnect", () => process.exit(0));

/** What a bare server writes, whatever it is asked. */
let written: PlainAnswer = { status: 503, headers: [], body: "" };
let body = Buffer.alloc(0);

function createBareApp(): RequestListener {
  return (_request, response) => {
    response.writeHead(written.status, [...written.headers]).end(body);
  };
}

async function createBoardApp(): Promise<RequestListener> {
  const clock = systemClock;
  const { board, poller, keys, upstream } = simulatePolling({ clock, campaigns, seed: 1 });
  if (mode !== "live") await poller.stop();
  change = (rows) => {
    for (const key of keys.slice(0, rows)) board.observe(key, answerOf(key.campaignId, clock.now()));
  };
  change(campaigns);
  const config = loadConfig({
    TENCENTCLOUD_SECRET_ID: "id",
    TENCENTCLOUD_SECRET_KEY: "key",
    ...(mode === "token" && { EMBED_JWT_SECRET: tokenSecret }),
  });
  const db = await openSqliteDatabase(mkdtempSync(join(tmpdir(), "cruiseboard-bench-")), "bench.db");
  const { services } = assembleServices({
    config,
    clock,
    logger: createLogger("silent", []),
    board,
    poller,
    db,
    accounts: () => onlyAccountWith(poller.upstream),
    close: () => upstream.client.close(),
  });
  return createApp(services);
}

/** As long as a portal's: a name, a claim, an issuer. */
function mintToken(): Promise<string> {
  return new SignJWT({
    name: "Li Wei",
    cruiseboard: { role: "viewer", sdkAppIds: null, agents: null },
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject("b3f0c1d2-5a6b-4c7d-8e9f-0a1b2c3d4e5f")
    .setIssuer("https://portal.example.com")
    .setAudience("cruiseboard")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(tokenSecret));
}

function answerOf(campaignId: number, at: number) {
  const second = Math.floor(at / 1000);
  return {
    kind: "answered" as const,
    at,
    facts: {
      name: `New energy SUV recommendation ${campaignId}`,
      agent: `agent-${campaignId % 80}@team-a.example.com`,
      concurrency: 3,
      callOrderCode: 0,
      stateCode: 1,
      startTime: at - 3_600_000,
      endTime: at + 3_600_000,
      totalCallees: 5000 + campaignId,
      calledCallees: (second * 7 + campaignId) % 5000,
      uui: null,
      requestId: `${campaignId}-${second}-cfe9-470e-b241-907877d6fb03`,
    },
  };
}
