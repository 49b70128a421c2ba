import type { Upstream } from "@cruiseboard/contract";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { everything } from "../access/scope.ts";
import type { Observation } from "../campaigns/observation.ts";
import { type Change, createBoard, createChangeLog } from "./board.ts";

const key = (campaignId: number) => ({ sdkAppId: 1, campaignId });
const start = 1_800_000_000_000;

function createTestBoard() {
  const clock = createFakeClock(start);
  let upstream: Upstream = {
    status: "ok",
    budgetPerSecond: 20,
    usedPerSecond: 0,
    clockSkewMs: 0,
    message: null,
  };
  const board = createBoard(clock, () => onlyAccountWith(upstream));
  board.watch([1, 2, 3].map((id) => ({ key: key(id), label: null })));
  board.start();
  const answered = (calledCallees: number): Observation => ({
    kind: "answered",
    at: clock.now(),
    facts: {
      name: "n",
      agent: "a",
      concurrency: 1,
      callOrderCode: 0,
      stateCode: 1,
      startTime: start,
      endTime: start + 1,
      totalCallees: 9,
      calledCallees,
      uui: null,
      requestId: null,
    },
  });
  return {
    clock,
    board,
    answered,
    setUpstream: (change: Partial<Upstream>) => (upstream = { ...upstream, ...change }),
  };
}

const idsOf = (rows: readonly { key: { campaignId: number } }[] = []) =>
  rows.map((row) => row.key.campaignId);

describe("board", () => {
  it("gathers what was observed into one version a tick", async () => {
    const { clock, board, answered } = createTestBoard();
    const before = board.version;
    board.observe(key(1), answered(1));
    board.observe(key(2), answered(2));
    board.observe(key(1), answered(3));
    expect(board.version).toBe(before);
    await clock.advance(250);
    expect(board.version).toBe(before + 1);
    expect(idsOf(board.changesSince(before, everything)?.rows)).toEqual([1, 2]);
    expect(JSON.parse(board.changesSince(before, everything)?.rows[0]?.json ?? "")).toMatchObject({
      calledCallees: 3,
    });
  });

  it("keeps its version while nothing changes", async () => {
    const { clock, board } = createTestBoard();
    const before = board.version;
    await clock.advance(10_000);
    expect(board.version).toBe(before);
  });

  it("shows an addition and a removal at once, the removal as a tombstone", () => {
    const { board } = createTestBoard();
    const before = board.version;
    board.watch([{ key: key(4), label: "new" }]);
    board.unwatch([key(2)]);
    expect(idsOf(board.rows(everything))).toEqual([1, 3, 4]);
    expect(idsOf(board.changesSince(before, everything)?.rows)).toEqual([4]);
    expect(board.changesSince(before, everything)?.removed).toEqual([key(2)]);
  });

  it("takes no observation of what is not watched any more", () => {
    const { board, answered } = createTestBoard();
    board.unwatch([key(1)]);
    expect(board.observe(key(1), answered(1))).toBeNull();
    expect(board.get(key(1))).toBeNull();
  });

  it("marks a number stale without a new observation", async () => {
    const { clock, board, answered } = createTestBoard();
    board.observe(key(1), answered(1));
    await clock.advance(59_000);
    const before = board.version;
    await clock.advance(2000);
    expect(board.changesSince(before, everything)?.rows.map((row) => JSON.parse(row.json))).toMatchObject([
      { campaignId: 1, freshness: "stale", calledCallees: 1 },
    ]);
  });

  it("tells a change of the upstream's state, but not every tenth of its rate", async () => {
    const { clock, board, setUpstream } = createTestBoard();
    const before = board.version;
    setUpstream({ usedPerSecond: 0.3 });
    await clock.advance(1000);
    expect(board.version).toBe(before);
    setUpstream({ status: "unreachable", message: "ECONNREFUSED" });
    await clock.advance(250);
    expect(board.version).toBe(before + 1);
  });

  it("knows its own cursors and nobody else's", () => {
    const { board } = createTestBoard();
    expect(board.versionOf(board.cursor)).toBe(board.version);
    const strange = [
      "",
      "x",
      "x.1",
      `${board.cursor}9`,
      `${board.cursor}.1`,
      `${board.cursor.replace(/\d+$/, "")}-1`,
    ];
    expect(strange.map((cursor) => board.versionOf(cursor))).toEqual(strange.map(() => null));
    expect(createTestBoard().board.versionOf(board.cursor)).toBeNull();
  });

  it("leaves no timer behind", () => {
    const { clock, board } = createTestBoard();
    board.stop();
    expect(clock.pendingTimers()).toBe(0);
  });
});

const sighted = (agent: string | null) => ({ sdkAppId: 1, agent });
const change = (...ids: string[]): Change => ({
  before: new Map(ids.map((id) => [id, sighted(null)])),
  accounts: new Set(),
});
const rowIdsOf = (since: Change | null) => [...(since?.before.keys() ?? [])].toSorted();

describe("change log", () => {
  it("tells each row once, whatever it changed in", () => {
    const log = createChangeLog(1);
    log.append(2, change("a", "b"));
    log.append(3, change("b", "c"));
    expect(rowIdsOf(log.since(1))).toEqual(["a", "b", "c"]);
    expect(rowIdsOf(log.since(2))).toEqual(["b", "c"]);
    expect(rowIdsOf(log.since(3))).toEqual([]);
  });

  it("tells how a row stood at that version, not in between", () => {
    const log = createChangeLog(1);
    log.append(2, { before: new Map([["a", null]]), accounts: new Set() });
    log.append(3, { before: new Map([["a", sighted("x")]]), accounts: new Set() });
    log.append(4, { before: new Map([["a", sighted("y")]]), accounts: new Set() });
    const stood = [1, 2, 3].map((version) => log.since(version)?.before.get("a"));
    expect(stood).toEqual([null, sighted("x"), sighted("y")]);
  });

  it("tells for which accounts the upstream's state changed", () => {
    const log = createChangeLog(1);
    log.append(2, { before: new Map(), accounts: new Set(["retail"]) });
    log.append(3, { before: new Map(), accounts: new Set(["service"]) });
    log.append(4, change("a"));
    const accounts = [1, 2, 3].map((version) => [...(log.since(version)?.accounts ?? [])].toSorted());
    expect(accounts).toEqual([["retail", "service"], ["service"], []]);
  });

  it("owns up to what it has forgotten", () => {
    const log = createChangeLog(1);
    for (let version = 2; version <= 1000; version += 1) log.append(version, change(`row ${version}`));
    expect(log.since(1)).toBeNull();
    expect(log.since(519)).toBeNull();
    expect(log.since(520)?.before.size).toBe(480);
  });
});

const agentsWith = (status: "free" | "busy" | "rest", statusSince: number) =>
  new Map([["a", { account: "A", status, reason: null, statusSince }]]);

it("changes no row because agents take calls, and every row of an agent who leaves", async () => {
  const { board, clock, answered } = createTestBoard();
  for (const id of [1, 2]) board.observe(key(id), answered(1));
  board.observeAgents(1, agentsWith("free", 5), clock.now());
  await clock.advance(1000);
  const { version } = board;
  for (let times = 0; times < 10; times += 1) {
    board.observeAgents(1, agentsWith(times % 2 === 0 ? "busy" : "free", clock.now()), clock.now());
    await clock.advance(5000);
  }
  expect(board.changesSince(version, everything)?.rows).toEqual([]);
  expect(board.observeAgents(1, agentsWith("rest", clock.now()), clock.now())).toHaveLength(2);
  await clock.advance(500);
  expect(idsOf(board.changesSince(version, everything)?.rows)).toEqual([1, 2]);
  expect(board.rows(everything)[0]?.shown.agentStatus).toMatchObject({ status: "onBreak" });
  await clock.advance(40_000);
  expect(board.rows(everything)[0]?.shown.agentStatus).toMatchObject({ status: "unknown", since: null });
  board.confirmAgents(1, clock.now());
  await clock.advance(2000);
  expect(board.rows(everything)[0]?.shown.agentStatus).toMatchObject({ status: "onBreak" });
  expect(board.forgetAgents(1)).toHaveLength(2);
  board.stop();
});
