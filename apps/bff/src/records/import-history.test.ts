import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { createHistoryStore, type HistoryStore } from "../store/history-store.ts";
import { openSqliteDatabase } from "../store/sqlite-database.ts";
import { importHistory } from "./import-history.ts";

const now = Date.parse("2026-11-28T12:00:00Z");
const always = { from: 0, to: now };
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const header = "sdkAppId,campaignId,at,called,total,state";

let store: HistoryStore;
let folder: string;

beforeEach(async () => {
  folder = temporaryFolder();
  const db = await openSqliteDatabase(folder, "cruiseboard.db");
  onTestFinished(() => db.destroy());
  store = createHistoryStore(db);
});

function imported(...lines: string[]) {
  const file = join(folder, "history.csv");
  writeFileSync(file, lines.join("\r\n"));
  return importHistory(store, file, now);
}

const rowAt = (time: string, called: number | string, state = "running") =>
  `1400000000,2569,2026-11-28T${time}Z,${called},40,${state}`;

it("keeps the samples, and what was last known of each campaign", async () => {
  const result = await imported(
    `${header},name,agent,startTime,endTime`,
    ...[rowAt("10:00:00", 0), rowAt("10:10:00", 20), rowAt("10:20:00", 40, "completed")].map(
      (row) => `${row},"Renewal, ""north""",agent-1,2026-11-28T10:00:00Z,2026-11-28T11:00:00+00:00`,
    ),
  );
  expect(result).toEqual({
    campaigns: 1,
    samples: 3,
    from: Date.parse("2026-11-28T10:00:00Z"),
    to: Date.parse("2026-11-28T10:20:00Z"),
  });
  expect((await store.samples(key, always, 10)).map(({ called, stateCode }) => [called, stateCode])).toEqual([
    [0, 1],
    [20, 1],
    [40, 2],
  ]);
  const known = [...(await store.lastFactsOf([key])).values()];
  expect(known).toMatchObject([
    {
      observedAt: Date.parse("2026-11-28T10:20:00Z"),
      activeAt: Date.parse("2026-11-28T10:10:00Z"),
      endedAt: Date.parse("2026-11-28T10:20:00Z"),
      facts: {
        name: 'Renewal, "north"',
        agent: "agent-1",
        endTime: Date.parse("2026-11-28T11:00:00Z"),
        concurrency: null,
      },
    },
  ]);
});

it("keeps unknown counts unknown, and changes nothing when it is repeated", async () => {
  const lines = [header, rowAt("10:00:00", ""), rowAt("10:01:00", 1)];
  await imported(...lines);
  const once = await store.samples(key, always, 10);
  await imported(...lines);
  expect(await store.samples(key, always, 10)).toEqual(once);
  expect(once.map(({ called }) => called)).toEqual([null, 1]);
});

it("does not replace what was observed later", async () => {
  await imported(header, rowAt("10:30:00", 30));
  await imported(header, rowAt("10:00:00", 10));
  const known = [...(await store.lastFactsOf([key])).values()];
  expect(known.map(({ facts }) => facts.calledCallees)).toEqual([30]);
});

describe("a faulty file changes nothing and has its lines named", () => {
  it.each([
    ["a count that is no number", [rowAt("10:01:00", "many")], "line 3: called"],
    ["an unknown state", [rowAt("10:01:00", 1, "paused")], "line 3: state must be one of"],
    ["a time in the future", [rowAt("13:00:00", 1)], "line 3: at is in the future"],
    ["a time without a zone", [`1400000000,2569,2026-11-28 10:01,1,40,running`], "line 3: at must be a time"],
    ["times out of order", [rowAt("09:00:00", 1)], "line 3: at must be later"],
    ["an id of zero", ["0,2569,2026-11-28T10:01:00Z,1,40,running"], "line 3: sdkAppId and campaignId"],
    ["too few cells", ["1400000000,2569"], "on line 3"],
    ["an open quote", [`"1400000000,2569`], "Quote Not Closed"],
  ])("%s", async (_what, lines, message) => {
    await expect(imported(header, rowAt("10:00:00", 0), ...lines)).rejects.toThrow(message);
    expect(await store.samples(key, always, 10)).toEqual([]);
  });

  it("columns that are missing", async () => {
    await expect(imported("sdkAppId,campaignId,at", "1,1,2026-11-28T10:01:00Z")).rejects.toThrow(
      "missing: called, total, state",
    );
  });

  it("at most twenty of a thousand faults", async () => {
    const lines = Array.from({ length: 1000 }, () => rowAt("10:01:00", "many"));
    const fault = imported(header, ...lines);
    await expect(fault).rejects.toThrow("line 21");
    await expect(fault).rejects.not.toThrow("line 22");
  });

  it("an empty file, and one that is not there", async () => {
    await expect(imported("")).rejects.toThrow("there is no row");
    await expect(importHistory(store, join(folder, "none.csv"), now)).rejects.toThrow(
      "there is no such file",
    );
  });
});
