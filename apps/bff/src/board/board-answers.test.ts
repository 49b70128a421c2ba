import { boardAnswerSchema } from "@cruiseboard/contract";
import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { createScope, everything, type Scope } from "../access/scope.ts";
import { presentCampaign } from "../campaigns/present-campaign.ts";
import { trackCampaign } from "../campaigns/tracked-campaign.ts";
import { createBoard } from "./board.ts";
import { type Answer, answerBody, createBoardAnswers } from "./board-answers.ts";

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
  const board = createBoard(clock, () => onlyAccountWith(upstream));
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

const now = Date.parse("2026-11-22T08:00:00.000Z");
const upstream = {
  status: "ok",
  budgetPerSecond: 20,
  usedPerSecond: 0,
  clockSkewMs: 0,
  message: null,
} as const;

describe("a board's answer as bytes", () => {
  it.each([
    ["no row", []],
    ["one row", ["plain"]],
    ["letters of one to four bytes, and halves of some", ["a\u00e9", "新能源", "🚗", "\ud83d", '"\\\n']],
  ])("says what it was made of: %s", (_what, labels) => {
    const campaigns = labels.map((label, index) =>
      presentCampaign(trackCampaign({ sdkAppId: 1, campaignId: index + 1 }, label), now),
    );
    const removed = [{ sdkAppId: 1, campaignId: 99 }];
    const rows = campaigns.map((campaign) => JSON.stringify(campaign));
    const body = answerBody({ cursor: "boot.7", full: true, rows, removed, upstream, now, build: "1a2b3c" });
    const answer = boardAnswerSchema.parse(JSON.parse(body.toString("utf8")));
    expect(answer).toEqual({
      cursor: "boot.7",
      full: true,
      campaigns,
      removed,
      upstream,
      serverTime: "2026-11-22T08:00:00.000Z",
      build: "1a2b3c",
    });
  });
});
