import type { Campaign } from "@cruiseboard/contract";
import { expect, test } from "vitest";
import { createArranger } from "./arrange.ts";
import { campaignFixture } from "./campaign-fixture.ts";
import { keyOf } from "./campaign-key.ts";
import { defaultView, type ViewState } from "./view-state.ts";

/** Reproducible pseudo-random numbers from 0 to below 1. */
function createRandom(): () => number {
  let state = 42;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function drawCampaign(draw: () => number, campaignId: number): Campaign {
  return campaignFixture({
    campaignId,
    name: draw() < 0.2 ? null : `Campaign ${Math.floor(draw() * 9)}`,
    state: draw() < 0.5 ? "running" : "completed",
    calledCallees: draw() < 0.1 ? null : Math.floor(draw() * 900),
    attention: draw() < 0.3 ? [{ kind: "stalled", since: "2026-11-22T05:00:00.000Z" }] : [],
  });
}

const views: readonly Partial<ViewState>[] = [
  {},
  { sort: "progress", descending: true },
  { states: ["running"] },
  { sort: "name", attentionOnly: true },
];

test.each(views)("through any changes, the order is that of a fresh start: %j", (own) => {
  const draw = createRandom();
  const view = { ...defaultView, ...own };
  const arrange = createArranger();
  const campaigns = new Map<string, Campaign>();
  for (let poll = 0; poll < 60; poll += 1) {
    for (let change = 0; change < 12; change += 1) {
      const campaign = drawCampaign(draw, 1 + Math.floor(draw() * 80));
      if (draw() < 0.15) campaigns.delete(keyOf(campaign));
      else campaigns.set(keyOf(campaign), campaign);
    }
    const fresh = createArranger()(campaigns, view, "en");
    expect(arrange(campaigns, view, "en").map(keyOf)).toEqual(fresh.map(keyOf));
  }
});
