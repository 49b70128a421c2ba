import { expect, test } from "vitest";
import { campaignFixture } from "./campaign-fixture.ts";
import { projectionOf } from "./forecast.ts";

const at = (time: string) => `2026-11-22T${time}:00.000Z`;
const ms = (time: string) => Date.parse(at(time));
const observed = { observedAt: at("05:00"), calledCallees: 400, totalCallees: 900, endTime: at("09:00") };

test("is a band from what was observed to the total, between the earliest and the latest end", () => {
  const campaign = campaignFixture({ ...observed, eta: { earliest: at("06:00"), latest: at("07:00") } });
  expect(projectionOf(campaign)).toEqual({
    within: [
      { at: ms("05:00"), low: 400, high: 400 },
      { at: ms("06:00"), low: 650, high: 900 },
      { at: ms("07:00"), low: 900, high: 900 },
    ],
    beyond: [],
    missed: null,
  });
});

test("parts at the close of the window, and says what is missed there", () => {
  const eta = { earliest: at("08:00"), latest: at("10:00") };
  const projection = projectionOf(campaignFixture({ ...observed, eta, uncalledAtClose: 60 }));
  expect(projection?.within.at(-1)).toEqual({ at: ms("09:00"), low: 800, high: 900 });
  expect(projection?.beyond.map((point) => point.at)).toEqual([ms("09:00"), ms("10:00")]);
  expect(projection?.missed).toEqual({ at: ms("09:00"), from: 840, to: 900 });
});

test("lies wholly beyond a window that has closed already", () => {
  const eta = { earliest: at("06:00"), latest: at("07:00") };
  const projection = projectionOf(campaignFixture({ ...observed, endTime: at("04:00"), eta }));
  expect(projection?.within).toEqual([]);
  expect(projection?.beyond).toHaveLength(3);
});

test.each([
  ["no end is in sight", { eta: null }],
  ["called is not known", { calledCallees: null }],
  ["the total is not known", { totalCallees: null }],
  ["all are called", { calledCallees: 900 }],
  ["it does not run", { state: "completed" as const }],
])("is nothing when %s", (_, own) => {
  const eta = { earliest: at("06:00"), latest: at("07:00") };
  expect(projectionOf(campaignFixture({ ...observed, eta, ...own }))).toBeNull();
});
