import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { type MadeCampaign, madeCampaign, madeNow, minutesFromNow } from "../stage/made-campaigns.ts";
import { madeSession } from "../stage/made-world.ts";

export interface ToldBoard {
  readonly url: string;
  readonly stop: () => void;
}

interface ToldBoardOptions {
  readonly campaigns: number;
  /** How many of them each poll tells anew, taken in turn over the whole board. */
  readonly changing: number;
}

const page = "apps/web/dist";
const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/**
 * The built page before a server that tells a board of any size, of which every poll changes as much as wanted: more
 * than an upstream of 20 requests a second could.
 */
export async function startToldBoard({ campaigns: count, changing }: ToldBoardOptions): Promise<ToldBoard> {
  const startedAt = Date.now();
  const time = () => Date.parse(madeNow) + Date.now() - startedAt;
  const now = () => new Date(time()).toISOString();
  const campaigns = Array.from({ length: count }, (_, index) => drawCampaign(index));
  let next = 0;

  function changeSome(): MadeCampaign[] {
    // A step that shares no factor with the board's size, so that changes fall all over it.
    return Array.from({ length: changing }, (_, index) => {
      next = (next + 389) % count;
      const campaign = campaigns[next] ?? madeCampaign(0);
      const observedAt = new Date(time() - (index / changing) * pollInterval).toISOString();
      return (campaigns[next] = callsLater(campaign, observedAt));
    });
  }
  function board(whole: boolean) {
    const told = whole ? campaigns : changeSome();
    return { cursor: now(), full: whole, campaigns: told, removed: [], upstream, serverTime: now() };
  }
  function answer(url: URL): unknown {
    const path = url.pathname.replace("/api/v1/", "");
    if (path === "campaigns") return board(!url.searchParams.has("since"));
    if (path === "session") return madeSession;
    if (path === "calls-per-minute") return { minutes: [] };
    return path === "focus" ? {} : undefined;
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname.startsWith("/api/")) return sendJson(response, answer(url));
    void sendFile(response, url.pathname);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** In milliseconds; what a poll tells was observed at an even pace since the one before. */
const pollInterval = 2000;

const upstream = { status: "ok", budgetPerSecond: 20, usedPerSecond: 18, clockSkewMs: 12, message: null };

/** One in four is in another state than running, and one in three of those that run will miss its window. */
function drawCampaign(index: number): MadeCampaign {
  const id = 2569 + index;
  const own = {
    agent: `agent${index % 300}@team-a.example.com`,
    label: index % 3 === 0 ? "South" : null,
    // Twenty a second, one after the other.
    observedAt: minutesFromNow(-((index % 600) / 20) / 60),
  };
  if (index % 12 === 3) return madeCampaign(id, { ...own, state: "completed", ...quiet });
  if (index % 12 === 7) return madeCampaign(id, { ...own, state: "notStarted", calledCallees: 0, ...quiet });
  if (index % 12 === 11) return madeCampaign(id, { ...own, state: "terminated", ...quiet });
  const total = 300 + ((index * 37) % 1700);
  const called = Math.floor(total * (0.1 + ((index * 13) % 60) / 100));
  const running = madeCampaign(id, { ...own, totalCallees: total, calledCallees: called });
  if (index % 3 !== 0) return running;
  const attention = [{ kind: "willMissWindow", since: minutesFromNow(-(index % 50)) }];
  const eta = { earliest: minutesFromNow(260), latest: minutesFromNow(300) };
  return { ...running, attention, eta, uncalledAtClose: 120 };
}

const quiet = { pacePerMinute: null, requiredPacePerMinute: null, eta: null, uncalledAtClose: null };

function callsLater(campaign: MadeCampaign, observedAt: string): MadeCampaign {
  if (campaign.state !== "running") return { ...campaign, observedAt };
  const calledCallees = (campaign.calledCallees ?? 0) + 1;
  const pacePerMinute = 2 + (calledCallees % 10) / 10;
  return { ...campaign, observedAt, calledCallees, pacePerMinute };
}

function sendJson(response: ServerResponse, answer: unknown): void {
  if (answer === undefined) {
    response.writeHead(404, { "content-type": "application/problem+json" }).end('{"code":"not_found"}');
    return;
  }
  const body = gzipSync(JSON.stringify(answer), { level: 1 });
  response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(body);
}

async function sendFile(response: ServerResponse, path: string): Promise<void> {
  const file = join(page, extname(path) === "" ? "index.html" : path);
  const contentType = contentTypes[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": contentType }).end(await readFile(file));
}
