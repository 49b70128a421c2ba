import { describe, expect, it } from "vitest";
import { calledAt, stateAt } from "./campaign-plan.ts";
import { createWorld } from "./create-world.ts";

const epoch = Date.UTC(2026, 10, 22, 9);
const minute = 60_000;
const working = ["free", "busy", "afterCallWork"];

describe("agents", () => {
  it("are away while a campaign of theirs stalls, and at work while one runs, and for no other reason", () => {
    const world = createWorld({ sdkAppId: 1_400_000_000, seed: 3, campaigns: 400, epoch });
    const plans = world.campaignIds().flatMap((id) => world.find(id) ?? []);
    const seen = new Set<unknown>();
    for (let time = epoch; time < epoch + 4 * 60 * minute; time += 7 * minute) {
      const statuses = new Map(world.agentsAt(time).map((entry) => [entry["Email"], entry]));
      for (const plan of plans.filter((one) => stateAt(one, time) === 1)) {
        const stall = plan.truth.stalls.find(({ from, to }) => from <= time && time < to);
        const { Status, LastStatusTimestamp } = statuses.get(plan.agent) ?? {};
        seen.add(Status);
        const isAway =
          Status === stall?.agent && LastStatusTimestamp === Math.floor((stall?.from ?? 0) / 1000);
        expect(stall === undefined ? working.some((one) => one === Status) : isAway).toBe(true);
        expect(Number(LastStatusTimestamp)).toBeLessThanOrEqual(time / 1000);
      }
    }
    expect(seen).toEqual(new Set([...working, "rest", "notReady", "offline"]));
  });

  it("have the same times away later when sent away before them, and are called in none", () => {
    const world = createWorld({ sdkAppId: 1_400_000_000, seed: 3, campaigns: 400, epoch });
    const plans = () => world.campaignIds().flatMap((id) => world.find(id) ?? []);
    const before = plans().find(
      ({ truth }) => truth.start < epoch && (truth.stalls[0]?.from ?? 0) > epoch + 20 * minute,
    );
    const planned = before?.truth.stalls[0];
    if (!before || !planned) throw new Error("no stall to come");
    const [from, to] = [planned.from - 10 * minute, planned.from - 5 * minute];
    world.sendAway({ account: before.agent, from, to, agent: "rest", reason: "" });
    const after = plans().find(({ campaignId }) => campaignId === before.campaignId) ?? before;
    const [later] = after.truth.stalls;
    expect(later).toMatchObject({ from: planned.from + 5 * minute, to: planned.to + 5 * minute });
    for (const stall of after.truth.stalls)
      expect(calledAt(after, stall.to - 1)).toBe(calledAt(after, stall.from));
  });

  it("stall all their campaigns when sent away, until they are brought back", () => {
    const world = createWorld({ sdkAppId: 1_400_000_000, seed: 1, campaigns: 8, epoch });
    const plan = () => {
      const found = world.find(2573);
      if (found === null) throw new Error("no campaign");
      return found;
    };
    const account = plan().agent;
    const before = plan();
    const [from, back] = [epoch + 10 * minute, epoch + 30 * minute];
    world.sendAway({ account, from, to: epoch + 600 * minute, agent: "rest", reason: "Lunch" });
    const entry = (time: number) => world.agentsAt(time).find(({ Email }) => Email === account);
    expect(entry(from)).toMatchObject({ Status: "rest", Reason: "Lunch", LastStatusTimestamp: from / 1000 });
    expect(calledAt(plan(), epoch + 200 * minute)).toBe(calledAt(before, from - 1));
    world.bringBack(account, back);
    expect(calledAt(plan(), back + 60 * minute)).toBe(calledAt(before, from + 60 * minute));
    expect(working).toContain(entry(back + minute)?.["Status"]);
    world.overrideAgent("FOO@example.com", { Status: "lunching", Reason: null });
    expect(world.agentsAt(epoch).find(({ Email }) => Email === "FOO@example.com")).toMatchObject({
      Status: "lunching",
      Reason: null,
    });
    world.clearAgents();
    expect(plan()).toEqual(before);
  });
});
