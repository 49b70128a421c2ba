import { expect, test } from "vitest";
import type { Notice } from "./alert-list.ts";
import { createTeller } from "./new-attention.ts";

const notices = (...ids: string[]): Notice[] =>
  ids.map((id) => ({
    id,
    campaign: { sdkAppId: 1, campaignId: 1 },
    name: null,
    kind: "stalled",
    since: "2026-11-22T05:00:00.000Z",
  }));

function listening() {
  const waiting: (() => void)[] = [];
  const told: string[][] = [];
  const teller = createTeller({
    after: (_, run) => {
      waiting.push(run);
      return () => waiting.splice(waiting.indexOf(run), 1);
    },
  });
  teller.listen((newly) => told.push(newly.map(({ id }) => id)));
  return { ...teller, told, timePasses: () => waiting.splice(0).forEach((run) => run()), waiting };
}

test("what is there at first is not told, what comes then is, all at once", () => {
  const { see, told, timePasses } = listening();
  see(notices("a"), true);
  timePasses();
  expect(told).toEqual([]);
  see(notices("a", "b"), true);
  see(notices("a", "b", "c"), true);
  timePasses();
  expect(told).toEqual([["b", "c"]]);
  see(notices("a", "b", "c"), true);
  timePasses();
  expect(told).toHaveLength(1);
});

test("what is over before it was told is not told", () => {
  const { see, told, timePasses } = listening();
  see([], true);
  see(notices("a"), true);
  see([], true);
  timePasses();
  expect(told).toEqual([]);
});

test("of what cannot be believed nothing is told, and it is no beginning either", () => {
  const { see, told, timePasses } = listening();
  see(notices("a"), false);
  see(notices("a", "b"), true);
  see(notices("a", "b", "c"), false);
  timePasses();
  expect(told).toEqual([]);
  see(notices("a", "b", "c"), true);
  timePasses();
  expect(told).toEqual([["c"]]);
});

test("nothing is told after the end", () => {
  const { see, stop, waiting } = listening();
  see([], true);
  see(notices("a"), true);
  stop();
  expect(waiting).toEqual([]);
});
