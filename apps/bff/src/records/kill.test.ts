import type { IncomingMessage, ServerResponse } from "node:http";
import { historySchema } from "@cruiseboard/contract";
import { startHttpStub, until } from "@cruiseboard/testing";
import { expect, it, onTestFinished } from "vitest";
import { environmentOf, startBackendProcess } from "../../test/kit/backend-process.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { createHistoryStore } from "../store/history-store.ts";
import { openSqliteDatabase } from "../store/sqlite-database.ts";

const rounds = 3;
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
/** What was answered by the upstream longer ago than this must be in the database, ms. */
const keptAfterMs = 10_000;

/** What the upstream answered, and when, epoch ms. */
interface Told {
  readonly called: number;
  readonly at: number;
}

it(`keeps what it showed, and all older than 10 s, through ${rounds} kills`, {
  timeout: 120_000,
}, async () => {
  const told: Told[] = [];
  const upstream = await startHttpStub((request, response) => answerOneMore(request, response, told));
  onTestFinished(() => upstream.stop());
  const folder = temporaryFolder();
  const environment = environmentOf({ DATA_DIR: folder, CCC_ENDPOINT: upstream.url });
  const shown = new Set<number | null>();

  for (let round = 1; round <= rounds; round += 1) {
    const toldBefore = told.length;
    const backend = startBackendProcess(environment);
    await backend.ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [key] } });
    const before = shown.size;
    await until(async () => {
      const reply = await backend.ask("/api/v1/campaigns/1400000000/2569/history?points=2000");
      for (const { called } of historySchema.parse(reply.json()).samples) shown.add(called);
      // The last round lasts until something of it is due.
      const dueOnes = dueOf(told, toldBefore, Date.now());
      return shown.size >= before + 3 && (round < rounds || dueOnes.length > 1);
    }, 60_000);
    backend.kill("SIGKILL");
    await backend.exited;
    const killedAt = Date.now();
    const stored = await storedIn(folder);
    const due = dueOf(told, toldBefore, killedAt);
    const lost = [...shown, ...due].filter((called) => !stored.has(called));
    expect({ round, lost }).toEqual({ round, lost: [] });
  }
});

/** What this round's process was told longer ago than it may take; what an earlier one lost is lost. */
function dueOf(told: readonly Told[], from: number, now: number): number[] {
  return told
    .slice(from)
    .filter(({ at }) => at < now - keptAfterMs)
    .map(({ called }) => called);
}

/** Each look sees one callee more. */
function answerOneMore(request: IncomingMessage, response: ServerResponse, told: Told[]): void {
  const called = told.length + 1;
  const isForAgents = request.headers["x-tc-action"] === "DescribeStaffStatusMetrics";
  const agents = { Response: { Metrics: [], RequestId: "r" } };
  const answer = {
    Response: {
      Name: "Renewal",
      State: 1,
      TotalCalleeCount: 9000,
      CalledCalleeCount: called,
      RequestId: "r",
    },
  };
  request.resume().once("end", () => {
    if (!isForAgents) told.push({ called, at: Date.now() });
    response.setHeader("content-type", "application/json").end(JSON.stringify(isForAgents ? agents : answer));
  });
}

async function storedIn(folder: string): Promise<Set<number | null>> {
  const db = await openSqliteDatabase(folder, "cruiseboard.db");
  const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
  const samples = await createHistoryStore(db).samples(key, all, 2000);
  await db.destroy();
  return new Set(samples.map(({ called }) => called));
}
