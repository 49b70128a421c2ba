import type { History } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { mergePast, type PastSample, withHoles, withLeadIn } from "./past.ts";

const history: History = {
  observedSince: "2026-11-22T05:00:00.000Z",
  samples: [
    { at: "2026-11-22T05:00:00.000Z", called: 10, total: 100, state: "running" },
    { at: "2026-11-22T05:10:00.000Z", called: null, total: 100, state: "running" },
  ],
  gaps: [{ from: "2026-11-22T05:00:00.000Z", to: "2026-11-22T05:10:00.000Z" }],
};
const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);
const merge = (known: History | undefined, live: readonly PastSample[], from: number | null = null) =>
  mergePast({ history: known, live, from, heldUntil: null });

test("live samples follow what the server remembers and repeat nothing", () => {
  const live = [
    { at: at("05:10:00"), called: 19, total: 100 },
    { at: at("05:11:00"), called: 20, total: 100 },
  ];
  const { samples } = merge(history, live);
  expect(samples.map(({ called }) => called)).toEqual([10, null, 20]);
  expect(merge(history, live, at("05:11:00")).samples).toHaveLength(1);
  expect(merge(undefined, live).samples).toEqual(live);
});

test("a gap is a hole in the line, and ends with what was seen since", () => {
  expect(withHoles(merge(history, [])).map(({ called }) => called)).toEqual([10, null, null]);
  const open = { ...history, samples: history.samples.slice(0, 1) };
  const { gaps } = merge(open, [{ at: at("05:04:00"), called: 12, total: 100 }]);
  expect(gaps).toEqual([{ from: at("05:00:00"), to: at("05:04:00") }]);
});

test("what was so before the left edge is carried on from there", () => {
  const quiet = { ...history, samples: history.samples.slice(0, 1), gaps: [] };
  expect(merge(quiet, [], at("05:30:00")).samples).toEqual([{ at: at("05:30:00"), called: 10, total: 100 }]);
});

test("nothing is carried over an edge inside a gap", () => {
  expect(merge(history, [], at("05:05:00")).samples.map((sample) => sample.at)).toEqual([at("05:10:00")]);
});

test("what can change no more is held to the present", () => {
  const ended = { ...history, samples: history.samples.slice(0, 1), gaps: [] };
  const { samples } = mergePast({ history: ended, live: [], from: null, heldUntil: at("09:00:00") });
  expect(samples.at(-1)).toEqual({ at: at("09:00:00"), called: 10, total: 100 });
});

test("what came between the window's opening and the first observation is a gap", () => {
  const past = merge(history, []);
  const opened = "2026-11-22T03:00:00.000Z";
  expect(withLeadIn(past, opened).gaps[0]).toEqual({ from: at("03:00:00"), to: at("05:00:00") });
  expect(withLeadIn(past, "2026-11-22T04:59:30.000Z")).toBe(past);
  expect(withLeadIn(past, null)).toBe(past);
});
