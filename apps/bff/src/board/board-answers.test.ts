import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { createScope, everything, type Scope } from "../access/scope.ts";
import { createBoard } from "./board.ts";
import { type Answer, createBoardAnswers } from "./board-answers.ts";

const key = (campaignId: number) => ({ sdkAppId: 1, campaignId });

function createTestAnswers() {
  const clock = createFakeClock(1_800_000_000_000);
  const upstream = {
    status: "ok",
    budgetPerSecond: 20,
    usedPerSecond: 0,
    clockSkewMs: 0,
    message: null,
  } as const;
  const board = createBoard({ clock, accounts: () => onlyAccountWith(upstream) });
  board.watch([1, 2, 3].map((id) => ({ key: key(id), label: null })));
  const answers = createBoardAnswers(board, clock);
  const poll = async (cursor: string, scope: Scope = everything): Promise<Answer> =>
    answers.get(scope, answers.versionOf(scope, cursor), "identity");
  const change = (label: string) => board.watch([{ key: key(1), label }]);
  return { board, poll, change };
}

const bodyOf = (answer: Answer) => (answer === "unchanged" ? null : answer.body);

describe("board answers", () => {
  it("are one and the same for everybody who needs the same", async () => {
    const { board, poll, change } = createTestAnswers();
    const { cursor } = board;
    change("a");
    const [first, second] = await Promise.all([poll(cursor), poll(cursor)]);
    expect(bodyOf(second)).toBe(bodyOf(first));
    expect(bodyOf(await poll(cursor))).toBe(bodyOf(first));
    expect(bodyOf(await poll(""))).not.toBe(bodyOf(first));
  });

  it("are one whole board for all who were away too long, whenever they left", async () => {
    const { board, poll, change } = createTestAnswers();
    const left: string[] = [];
    for (let version = 0; version < 520; version += 1) {
      if (version < 20) left.push(board.cursor);
      change(`label ${version}`);
    }
    const bodies = await Promise.all(["", ...left].map((cursor) => poll(cursor)));
    expect(new Set(bodies.map(bodyOf)).size).toBe(1);
    expect(JSON.parse(String(bodies.map(bodyOf)[0]))).toMatchObject({ full: true, campaigns: [{}, {}, {}] });
  });

  it("of another scope are others", async () => {
    const { poll } = createTestAnswers();
    const nothing = createScope({ sdkAppIds: [], agents: null });
    expect(JSON.parse(String(bodyOf(await poll("", nothing))))).toMatchObject({ campaigns: [] });
    expect(bodyOf(await poll(""))).not.toBe(bodyOf(await poll("", nothing)));
  });
});
