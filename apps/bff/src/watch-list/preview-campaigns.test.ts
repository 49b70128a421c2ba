import { setImmediate as nextTurn } from "node:timers/promises";
import { createFakeClock } from "@cruiseboard/testing";
import { expect, it, test } from "vitest";
import { onlyAccountWith } from "../../test/kit/only-account.ts";
import { createBoard } from "../board/board.ts";
import type { CampaignFacts, Observation } from "../campaigns/observation.ts";
import type { Poller } from "../polling/poller.ts";
import { RefreshError } from "../polling/request-queues.ts";
import { createFairTurns, createPreview } from "./preview-campaigns.ts";

const start = Date.parse("2026-11-22T08:00:00.000Z");
const key = { sdkAppId: 1, campaignId: 7 };
const waits = new AbortController().signal;
const facts: CampaignFacts = {
  name: "Renewal",
  agent: "agent@example.com",
  concurrency: 3,
  callOrderCode: 0,
  stateCode: 1,
  startTime: start,
  endTime: null,
  totalCallees: 100,
  calledCallees: null,
  uui: "secret",
  requestId: "r",
};
const shown = {
  name: "Renewal",
  agent: "agent@example.com",
  state: "running",
  stateCode: 1,
  startTime: "2026-11-22T08:00:00.000Z",
  endTime: null,
  totalCallees: 100,
  calledCallees: null,
};
const failure = { code: "ResourceNotFound", message: "none", requestId: "r" };

/** A preview whose upstream answers this; `asked` counts how often. */
function createScene(preview: () => Promise<Observation>) {
  const board = createBoard(createFakeClock(start), () => onlyAccountWith());
  const scene = { board, asked: 0 };
  const poller: Pick<Poller, "preview"> = {
    preview() {
      scene.asked += 1;
      return preview();
    },
  };
  return Object.assign(scene, { preview: createPreview(board, poller) });
}

const answered = () => Promise.resolve<Observation>({ kind: "answered", at: start, facts });

it("shows what the upstream knows of a campaign, and stores nothing", async () => {
  const { board, preview } = createScene(answered);
  expect(await preview(key, "m", waits)).toEqual({
    ...key,
    watched: false,
    outcome: "found",
    label: null,
    ...shown,
  });
  expect(board.size).toBe(0);
});

it("answers from the board what is watched, without a request", async () => {
  const scene = createScene(answered);
  scene.board.watch([{ key, label: "mine" }]);
  scene.board.observe(key, { kind: "answered", at: start, facts });
  const found = { ...key, watched: true, outcome: "found", label: "mine", ...shown };
  expect(await scene.preview(key, "m", waits)).toEqual(found);
  scene.board.observe(key, { kind: "notFound", at: start, failure });
  expect(await scene.preview(key, "m", waits)).toEqual({
    ...key,
    watched: true,
    outcome: "notFound",
    ...failure,
  });
  expect(scene.asked).toBe(0);
});

it("asks for what is watched but was never seen", async () => {
  const scene = createScene(answered);
  scene.board.watch([{ key, label: "mine" }]);
  expect(await scene.preview(key, "m", waits)).toMatchObject({
    watched: true,
    outcome: "found",
    label: "mine",
  });
  expect(scene.asked).toBe(1);
});

it("distinguishes what does not exist from what could not be observed", async () => {
  const missing = createScene(() => Promise.resolve({ kind: "notFound", at: start, failure }));
  expect(await missing.preview(key, "m", waits)).toEqual({
    ...key,
    watched: false,
    outcome: "notFound",
    ...failure,
  });
  const failed = createScene(() =>
    Promise.resolve({ kind: "failed", at: start, failure, cause: "campaign" }),
  );
  expect(await failed.preview(key, "m", waits)).toMatchObject({
    outcome: "failed",
    code: "ResourceNotFound",
  });
  const busy = createScene(() => Promise.reject(new RefreshError("busy")));
  expect(await busy.preview(key, "m", waits)).toMatchObject({ outcome: "failed", code: "UpstreamBusy" });
  const outage = createScene(() => Promise.reject(new RefreshError("failed", failure)));
  expect(await outage.preview(key, "m", waits)).toMatchObject({ outcome: "failed", ...failure });
});

it("hides no defect of our own", async () => {
  const { preview } = createScene(() => Promise.reject(new TypeError("a defect")));
  await expect(preview(key, "m", waits)).rejects.toThrow("a defect");
});

test("an asker of two waits for a few pieces of work, however much another one has asked for", async () => {
  const inTurn = createFairTurns(2);
  const done: string[] = [];
  const work = (name: string) => async () => {
    await nextTurn();
    done.push(name);
  };
  const large = Array.from({ length: 500 }, (_, index) => inTurn("large", work(`large ${index}`)));
  await nextTurn();
  const small = ["small 0", "small 1"].map((name) => inTurn("small", work(name)));
  await Promise.all(small);
  expect(done.filter((name) => name.startsWith("large")).length).toBeLessThan(10);
  await Promise.all(large);
  expect(done).toHaveLength(502);
});

test("work that fails gives its turn away", async () => {
  const inTurn = createFairTurns(1);
  const failed = inTurn("one", () => Promise.reject(new Error("no")));
  const next = inTurn("one", () => Promise.resolve("yes"));
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe("yes");
});
