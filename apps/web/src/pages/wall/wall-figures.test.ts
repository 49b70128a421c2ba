import { expect, test } from "vitest";
import { campaignFixture } from "../../domain/campaign-fixture.ts";
import { wallFigures } from "./wall-plan.ts";

test("sums are of what is known, and of nothing known there is no sum", () => {
  const unseen = campaignFixture({ state: "unknown", calledCallees: null, totalCallees: null });
  expect(wallFigures([unseen])).toMatchObject({ called: null, total: null, pacePerMinute: null });
  const figures = wallFigures([
    unseen,
    campaignFixture({ calledCallees: 10, totalCallees: 50, pacePerMinute: 2.5 }),
    campaignFixture({ calledCallees: 5, totalCallees: 20, pacePerMinute: 1.5 }),
    campaignFixture({ state: "completed", calledCallees: 20, totalCallees: 20, pacePerMinute: 9 }),
  ]);
  expect(figures).toMatchObject({ called: 35, total: 90, pacePerMinute: 4 });
  expect(figures.states).toMatchObject({ running: 2, completed: 1, unknown: 1 });
});
