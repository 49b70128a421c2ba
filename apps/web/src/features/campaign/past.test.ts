import type { History } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { mergePast, withHoles } from "./past.ts";

const history: History = {
  observedSince: "2026-11-22T05:00:00.000Z",
  samples: [
    { at: "2026-11-22T05:00:00.000Z", called: 10, total: 100, state: "running" },
    { at: "2026-11-22T05:10:00.000Z", called: null, total: 100, state: "running" },
  ],
  gaps: [{ from: "2026-11-22T05:00:00.000Z", to: "2026-11-22T05:10:00.000Z" }],
};
const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);

test("live samples follow what the server remembers and repeat nothing", () => {
  const live = [
    { at: at("05:10:00"), called: 19, total: 100 },
    { at: at("05:11:00"), called: 20, total: 100 },
  ];
  const { samples } = mergePast(history, live, null);
  expect(samples.map(({ called }) => called)).toEqual([10, null, 20]);
  expect(mergePast(history, live, at("05:11:00")).samples).toHaveLength(1);
  expect(mergePast(undefined, live, null).samples).toEqual(live);
});

test("a gap is a hole in the line, and ends with what was seen since", () => {
  const past = mergePast(history, [], null);
  expect(withHoles(past).map(({ called }) => called)).toEqual([10, null, null]);
  const open = { ...history, samples: history.samples.slice(0, 1) };
  const { gaps } = mergePast(open, [{ at: at("05:04:00"), called: 12, total: 100 }], null);
  expect(gaps).toEqual([{ from: at("05:00:00"), to: at("05:04:00") }]);
});
