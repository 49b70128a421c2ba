import { historySchema } from "@cruiseboard/contract";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { ask, type Reply } from "../../test/kit/ask.ts";
import { problemOf } from "../../test/kit/problem-of.ts";
import { type QuietBackend, startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import type { KeptSample } from "../store/schema.ts";

const now = Date.parse("2026-11-22T08:00:00.000Z");
const minute = 60_000;
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const path = "/api/v1/campaigns/1400000000/2569";
const hostileName = `=HYPERLINK("http://x","任务, 🚗")\nsecond line`;

const facts = {
  name: hostileName,
  agent: "@agent",
  concurrency: 3,
  callOrderCode: 0,
  stateCode: 1,
  startTime: now - 60 * minute,
  endTime: null,
  totalCallees: 900,
  calledCallees: null,
  uui: null,
  requestId: "r-1",
};

function sample(minutesAgo: number, called: number | null, stateCode = 1, gapMinutes = 0): KeptSample {
  const at = now - minutesAgo * minute;
  const unobservedSince = gapMinutes === 0 ? null : at - gapMinutes * minute;
  return { key, at, called, total: 900, stateCode, unobservedSince };
}

/** A backend at `now` that watches one campaign, with this past. */
async function startWith(...past: KeptSample[]): Promise<QuietBackend> {
  const backend = await startQuietBackend({ clock: createFakeClock(now) });
  await backend.ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [{ ...key, label: "-1" }] } });
  await backend.historyStore.write(past, []);
  return backend;
}

function historyOf(reply: Reply) {
  expect(reply.status).toBe(200);
  expect(reply.headers["cache-control"]).toBe("no-store");
  const history = historySchema.parse(reply.json());
  expect(reply.json()).toEqual(history);
  return history;
}

describe("history", () => {
  it("of a campaign that was never observed is empty", async () => {
    const { ask } = await startWith();
    expect(historyOf(await ask(`${path}/history`))).toEqual({ samples: [], observedSince: null, gaps: [] });
  });

  it("has samples and gaps, all of them unless a range is given", async () => {
    const { ask } = await startWith(sample(40, 0, 0), sample(30, 5), sample(10, null, 7, 15));
    expect(historyOf(await ask(`${path}/history`))).toEqual({
      samples: [
        { at: "2026-11-22T07:20:00.000Z", called: 0, total: 900, state: "notStarted" },
        { at: "2026-11-22T07:30:00.000Z", called: 5, total: 900, state: "running" },
        { at: "2026-11-22T07:50:00.000Z", called: null, total: 900, state: "unknown" },
      ],
      observedSince: "2026-11-22T07:20:00.000Z",
      gaps: [{ from: "2026-11-22T07:35:00.000Z", to: "2026-11-22T07:50:00.000Z" }],
    });
  });

  it("is cut to the range, whatever time zone that is given in", async () => {
    const { ask } = await startWith(sample(40, 0), sample(30, 5), sample(10, 6, 1, 15));
    const range = `from=${encodeURIComponent("2026-11-22T15:25:00+08:00")}&to=2026-11-22T07:40:00Z`;
    const history = historyOf(await ask(`${path}/history?${range}`));
    expect(history.samples.map(({ called }) => called)).toEqual([5]);
    expect(history.gaps).toEqual([{ from: "2026-11-22T07:35:00.000Z", to: "2026-11-22T07:40:00.000Z" }]);
    expect(history.observedSince).toBe("2026-11-22T07:20:00.000Z");
  });

  it("out of the range is empty, though it says since when there is any", async () => {
    const { ask } = await startWith(sample(40, 0));
    expect(historyOf(await ask(`${path}/history?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z`))).toEqual(
      {
        samples: [],
        observedSince: "2026-11-22T07:20:00.000Z",
        gaps: [],
      },
    );
  });

  it("is thinned out to the points that were asked for", async () => {
    const { ask } = await startWith(
      ...Array.from({ length: 1000 }, (_, index) => sample(1000 - index, index)),
    );
    for (const [query, most] of [
      ["", 300],
      ["?points=2", 2],
      ["?points=50", 50],
      ["?points=2000", 1000],
    ] as const) {
      const { samples } = historyOf(await ask(`${path}/history${query}`));
      expect(samples.length).toBeLessThanOrEqual(most);
      expect([samples[0]?.called, samples.at(-1)?.called]).toEqual([0, 999]);
    }
  });

  it("shows a gap that has not ended yet, up to now", async () => {
    const { ask, services } = await startWith(sample(10, 5));
    services.board.observe(key, { kind: "answered", at: now - 8 * minute, facts });
    const { gaps } = historyOf(await ask(`${path}/history`));
    expect(gaps).toEqual([{ from: "2026-11-22T07:52:00.000Z", to: "2026-11-22T08:00:00.000Z" }]);
    const before = historyOf(await ask(`${path}/history?to=2026-11-22T07:51:00Z`));
    expect(before.gaps).toEqual([]);
  });

  it("of a campaign that has ended shows no gap after its end", async () => {
    const { ask, services } = await startWith(sample(10, 5, 2));
    services.board.observe(key, {
      kind: "answered",
      at: now - 8 * minute,
      facts: { ...facts, stateCode: 2 },
    });
    expect(historyOf(await ask(`${path}/history`)).gaps).toEqual([]);
  });

  it("of a campaign that is not watched is not found, and there again once it is watched again", async () => {
    const { ask } = await startWith(sample(10, 5));
    await ask("/api/v1/watch-list/1400000000/2569", { method: "DELETE" });
    expect(problemOf(await ask(`${path}/history`), 404).code).toBe("campaign_not_found");
    expect(problemOf(await ask(`${path}/history.csv`), 404).code).toBe("campaign_not_found");
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [key] } });
    expect(historyOf(await ask(`${path}/history`)).samples).toHaveLength(1);
  });

  it.each([
    ["from=2026-11-22T08:00:00Z&to=2026-11-22T07:00:00Z", "from"],
    ["from=yesterday", "from"],
    ["from=", "from"],
    ["to=2026-13-45T00:00:00Z", "to"],
    ["to=2026-11-22", "to"],
    ["from=2026-11-22T08:00:00Z&from=2026-11-22T08:00:00Z", "from"],
    ["points=0", "points"],
    ["points=1", "points"],
    ["points=100000", "points"],
    ["points=-5", "points"],
    ["points=1e2", "points"],
    ["points=", "points"],
  ])("refuses ?%s and names %s", async (query, field) => {
    const { ask } = await startWith();
    const problem = problemOf(await ask(`${path}/history?${query}`), 400);
    expect(problem).toMatchObject({ code: "invalid_request", errors: [{ field }] });
  });
});

/** The file's lines, once it is sure that it is one for spreadsheets. */
function linesOf(reply: Reply, fileName: string): string[] {
  expect(reply.status).toBe(200);
  expect(reply.headers["content-type"]).toBe("text/csv; charset=utf-8");
  expect(reply.headers["content-disposition"]).toBe(`attachment; filename="${fileName}"`);
  expect(reply.headers["cache-control"]).toBe("no-store");
  expect([...reply.body.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = reply.text.slice(1).split("\r\n");
  expect(lines.pop()).toBe("");
  return lines;
}

describe("history as CSV", () => {
  const file = "cruiseboard-1400000000-2569.csv";

  it("holds every sample of the range, unknown as empty, and where a gap ended", async () => {
    const { ask } = await startWith(sample(40, 0, 0), sample(30, null), sample(10, 5, 7, 15));
    expect(linesOf(await ask(`${path}/history.csv?from=2026-11-22T07:25:00Z`), file)).toEqual([
      "at,called,total,state,stateCode,unobservedSince",
      "2026-11-22T07:30:00.000Z,,900,running,1,",
      "2026-11-22T07:50:00.000Z,5,900,unknown,7,2026-11-22T07:35:00.000Z",
    ]);
  });

  it("holds a past of any length", async () => {
    const { ask } = await startWith(
      ...Array.from({ length: 7000 }, (_, index) => sample(7000 - index, index)),
    );
    expect(linesOf(await ask(`${path}/history.csv`), file)).toHaveLength(7001);
  });

  it("of no past has its header", async () => {
    const { ask } = await startWith();
    expect(linesOf(await ask(`${path}/history.csv`), file)).toHaveLength(1);
  });

  it("refuses a range that is none", async () => {
    const { ask } = await startWith();
    expect(problemOf(await ask(`${path}/history.csv?to=never`), 400).errors?.[0]?.field).toBe("to");
  });

  it("that fails is a problem, not half a file", async () => {
    const { url, services } = await startWith(sample(1, 1));
    services.history.everySample = () => {
      throw Object.assign(new Error("disk gone"), { code: "ERR_SQLITE_ERROR" });
    };
    expect(problemOf(await ask(url, `${path}/history.csv`), 500).code).toBe("storage_failed");
  });
});

describe("the board as CSV", () => {
  const file = "cruiseboard-campaigns.csv";
  const csv = "/api/v1/campaigns.csv";

  it("holds a row a campaign, formulas defused, quotes doubled, unknown as empty", async () => {
    const clock = createFakeClock(now);
    const { ask, services } = await startQuietBackend({ clock });
    await ask("/api/v1/watch-list", { method: "POST", body: { campaigns: [{ ...key, label: "-1+2" }] } });
    services.board.start();
    services.board.observe(key, { kind: "answered", at: now, facts });
    await clock.advance(1000);
    services.board.stop();
    const [header, row, ...more] = linesOf(await ask(csv), file);
    expect(more).toEqual([]);
    expect(header).toMatch(/^sdkAppId,campaignId,label,name,agent,state,/);
    expect(row).toContain(
      `1400000000,2569,'-1+2,"'=HYPERLINK(""http://x"",""任务, 🚗"")\nsecond line",'@agent,`,
    );
    expect(row).toContain(",running,1,2026-11-22T07:00:00.000Z,,,900,3,random,");
    expect(row).toContain(",2026-11-22T08:00:00.000Z,live,r-1,");
  });

  it("of an empty board has its header", async () => {
    const { ask } = await startQuietBackend({ clock: createFakeClock(now) });
    expect(linesOf(await ask(csv), file)).toHaveLength(1);
  });

  it("answers HEAD, and nothing else", async () => {
    const { ask } = await startQuietBackend({ clock: createFakeClock(now) });
    const head = await ask(csv, { method: "HEAD" });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect((await ask(csv, { method: "POST" })).headers["allow"]).toBe("GET, HEAD");
  });
});
