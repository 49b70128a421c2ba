import { createFakeClock, simulatorFaultKinds, startSimulator } from "@cruiseboard/testing";
import { expect, it, onTestFinished } from "vitest";
import { agentsInTruth, boardDelayMs, observeSimulator } from "../../test/kit/agents-in-truth.ts";
import { everything } from "../access/scope.ts";

/** `npm run bench -- agents` has 200 campaigns and an hour. */
it("tells of agents who are away in time, of nobody who works, and of no stall meanwhile", async () => {
  const told = await agentsInTruth({
    campaigns: 40,
    watched: 12,
    minutes: 25,
    seed: 3,
    requestsPerSecond: 2,
    stepMs: 1000,
  });
  expect(told.longAbsences).toBeGreaterThan(4);
  expect(told).toMatchObject({ flagged: told.longAbsences, stalledWhileAway: 0, flaggedWhileWorking: 0 });
  expect(told.slowestOnBoardMs).toBeLessThanOrEqual(boardDelayMs);
});

const roundMs = 2500;
const harmless = ["latency", "clockOffset"];
const unreadable = ["unknownState", "nullField", "missingField", "wrongType"];

async function watchFour() {
  const epoch = Date.UTC(2026, 10, 20, 9);
  const clock = createFakeClock(epoch);
  const simulator = await startSimulator({
    campaigns: 0,
    epoch: new Date(epoch).toISOString(),
    requestsPerSecond: 10_000,
  });
  const { control } = simulator;
  const stage = await observeSimulator({
    clock,
    simulator,
    requestsPerSecond: 1,
    random: () => 0.5,
    stepMs: roundMs,
  });
  onTestFinished(stage.stop);
  const order = { total: 5000, ratePerMinute: 20, startsInSeconds: 0, lastsSeconds: 36_000 };
  const ids = [1, 2, 3, 4];
  for (const campaignId of ids)
    await control.addCampaign({ ...order, campaignId, agent: `agent-${campaignId}@example.com` });
  await control.overrideCampaign(1, { Agent: "AGENT-1@EXAMPLE.COM" });
  await control.sendAway("agent-2@example.com", { status: "rest", reason: "Lunch" });
  stage.watch(ids);
  const shown = () => stage.board.rows(everything).map((row) => row.shown);
  const statuses = () => shown().map(({ agentStatus }) => agentStatus?.status ?? null);
  return { clock, control, stage, ids, shown, statuses };
}

it("does not know the status of agents with malformed entries, and of those only", async () => {
  const { control, stage, shown, statuses } = await watchFour();
  await stage.advance(20_000);
  await control.overrideAgent("agent-1@example.com", { Status: 4 });
  await control.overrideAgent("agent-2@example.com", { LastStatusTimestamp: "1" });
  await control.sendAway("agent-3@example.com", { status: "offline" });
  await stage.advance(300_000);
  expect(statuses()).toEqual(["unknown", "unknown", "offline", "working"]);
  expect(shown().map(({ attention }) => attention.map(({ kind }) => kind))).toMatchObject([
    [],
    ["stalled"],
    ["agentAway"],
    [],
  ]);
});

it("invents nothing and delays no campaign, whatever goes wrong with the agents", async () => {
  const { clock, control, stage, ids, shown, statuses } = await watchFour();

  /** The oldest that a campaign was; statuses at the end. */
  async function observeFor(seconds: number, waits = true) {
    let oldestMs = 0;
    for (let passed = 0; passed < seconds * 1000; passed += roundMs) {
      await stage.advance(roundMs, waits);
      const ages = shown().map(({ observedAt }) => clock.now() - Date.parse(observedAt ?? ""));
      oldestMs = Math.max(oldestMs, ...ages);
    }
    return oldestMs;
  }
  const known = ["working", "onBreak", "working", "working"];

  await stage.advance(20_000);
  const usualMs = await observeFor(40);
  expect(statuses()).toEqual(known);
  for (const kind of simulatorFaultKinds) {
    const brokenAt = clock.now();
    // Hanging calls end by the virtual clock.
    const waits = !kind.startsWith("hang");
    await control.addFault({
      kind,
      action: "DescribeStaffStatusMetrics",
      ...(kind === "latency" && { latencyMs: 20 }),
      ...(kind === "clockOffset" && { offsetMs: 1000 }),
    });
    const oldestMs = await observeFor(40, waits);
    expect({ kind, isAsFresh: oldestMs <= usualMs + roundMs }).toEqual({ kind, isAsFresh: true });
    const expected = harmless.includes(kind) ? known : ids.map(() => "unknown");
    expect({ kind, statuses: statuses() }).toEqual({ kind, statuses: expected });
    const isOld = shown().every((row) => Date.parse(row.agentStatus?.observedAt ?? "") <= brokenAt);
    expect({ kind, isOld }).toEqual({ kind, isOld: ![...harmless, ...unreadable].includes(kind) });
    const kinds = shown().flatMap(({ campaignId, attention }) =>
      attention.map((one) => `${campaignId} ${one.kind}`),
    );
    expect({ kind, kinds: kinds.filter((one) => !one.startsWith("2 ")) }).toEqual({ kind, kinds: [] });
    await control.clearFaults();
    await stage.advance(45_000, waits);
    expect({ kind, statuses: statuses() }).toEqual({ kind, statuses: known });
  }
  await control.addFault({
    kind: "errorCode",
    code: "UnauthorizedOperation",
    action: "DescribeStaffStatusMetrics",
  });
  expect(await observeFor(40)).toBeLessThanOrEqual(usualMs + roundMs);
  expect(statuses()).toEqual(ids.map(() => null));
});
