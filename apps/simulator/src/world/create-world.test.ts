import { describe, expect, it } from "vitest";
import type { CampaignPlan } from "./campaign-plan.ts";
import { stateAt } from "./campaign-plan.ts";
import type { World } from "./create-world.ts";
import { createWorld } from "./create-world.ts";

const epoch = Date.UTC(2026, 10, 22, 9);
const minute = 60_000;
const worldOf = (campaigns: number, seed = 1) =>
  createWorld({ sdkAppId: 1_400_000_000, seed, campaigns, epoch });

function plansOf(world: World): CampaignPlan[] {
  return world.campaignIds().flatMap((id) => world.find(id) ?? []);
}

function countStates(world: World, time: number): number[] {
  const counts = [0, 0, 0, 0];
  for (const plan of plansOf(world)) {
    const state = stateAt(plan, time);
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

const seeds = Array.from({ length: 40 }, (_, index) => index - 5);

describe("createWorld", () => {
  it("numbers its campaigns from 2569 and knows no other", () => {
    const world = worldOf(3);
    expect(world.campaignIds()).toEqual([2569, 2570, 2571]);
    expect([2568, 2572, 2569.5, -1].map((id) => world.find(id))).toEqual([null, null, null, null]);
    expect(world.answerAt(2572, epoch)).toBeNull();
  });

  it("gives the same answers for the same seed, in whatever order and however many campaigns there are", () => {
    const small = worldOf(8, 7);
    const large = worldOf(500, 7);
    large.answerAt(2900, epoch + 5 * minute);
    for (const id of small.campaignIds().toReversed()) {
      expect(small.answerAt(id, epoch + minute)).toEqual(large.answerAt(id, epoch + minute));
    }
    expect(worldOf(8, 8).answerAt(2569, epoch)).not.toEqual(small.answerAt(2569, epoch));
  });

  it("starts with 45 % running, 20 % waiting, 25 % completed and 10 % terminated, for every seed", () => {
    for (const seed of seeds) expect(countStates(worldOf(100, seed), epoch)).toEqual([20, 45, 25, 10]);
  });

  it("shows every state with 4 campaigns, and lives within minutes and for eight hours with 8", () => {
    for (const seed of seeds) {
      expect(countStates(worldOf(4, seed), epoch)).toEqual([1, 1, 1, 1]);
      const plans = plansOf(worldOf(8, seed));
      const within = (time: number, from: number, to: number) => time > epoch + from && time <= epoch + to;
      expect(plans.some(({ truth }) => within(truth.start, 0, 2 * minute))).toBe(true);
      expect(
        plans.some(({ truth }) => truth.outcome === "completed" && within(truth.end, 0, 4 * minute)),
      ).toBe(true);
      expect(plans.some(({ truth }) => truth.stalls.some(({ from }) => within(from, 0, 2 * minute)))).toBe(
        true,
      );
      for (let time = epoch; time <= epoch + 480 * minute; time += 10 * minute) {
        expect(plans.some((plan) => stateAt(plan, time) === 1)).toBe(true);
      }
    }
  });

  it("has all that a board must survive: every outcome, stalls, late starts, overruns, shared agents, both languages", () => {
    const plans = plansOf(worldOf(1000));
    const share = (matches: (plan: CampaignPlan) => boolean) => plans.filter(matches).length / plans.length;
    expect(share(({ truth }) => truth.outcome === "aborted")).toBeGreaterThan(0.08);
    expect(share(({ truth }) => truth.outcome === "windowClosed")).toBeGreaterThan(0.15);
    expect(share(({ truth }) => truth.stalls.length > 0)).toBeGreaterThan(0.04);
    expect(share(({ truth, startTime }) => truth.start - startTime > 20_000)).toBeGreaterThan(0.05);
    expect(share(({ truth, endTime }) => truth.end - endTime > 15_000)).toBeGreaterThan(0.01);
    expect(share(({ name }) => /\p{Script=Han}/u.test(name))).toBeGreaterThan(0.3);
    expect(share(({ concurrency }) => concurrency >= 15)).toBeGreaterThan(0.03);
    const agents = new Set(plans.map(({ agent }) => agent));
    expect(agents.size).toBeLessThan(700);
    expect(new Set([...agents].map((agent) => agent.split("@")[1])).size).toBe(5);
  });

  it("lays overrides over the answers until they are cleared, and forgets removed campaigns", () => {
    const world = worldOf(3);
    const honest = world.answerAt(2570, epoch);
    world.override(2570, { Name: "<b>", State: null });
    world.override(2570, { TotalCalleeCount: "many" });
    expect(world.answerAt(2570, epoch)).toEqual({
      ...honest,
      Name: "<b>",
      State: null,
      TotalCalleeCount: "many",
    });
    world.clearOverrides(2570);
    expect(world.answerAt(2570, epoch)).toEqual(honest);
    world.remove(2570);
    expect(world.answerAt(2570, epoch)).toBeNull();
    expect(world.campaignIds()).toEqual([2569, 2571]);
  });
});
