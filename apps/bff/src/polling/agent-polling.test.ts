import { type AgentFacts, type CccClient, CccError } from "@cruiseboard/ccc-client";
import { createFakeClock } from "@cruiseboard/testing";
import { pino } from "pino";
import { afterEach, expect, it } from "vitest";
import { createCorrectedClock } from "../corrected-clock.ts";
import { createAgentPolling } from "./agent-polling.ts";
import { createUpstreamClock } from "./upstream-clock.ts";

type AgentClient = Pick<CccClient, "describeStaffStatusMetrics">;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function observe(applications: ReadonlyMap<number, boolean>, otherKeys: readonly string[] = []) {
  const clock = createFakeClock(Date.UTC(2026, 10, 22, 8));
  const sent: { readonly sdkAppId: number; readonly at: number; readonly key: string }[] = [];
  const told: string[] = [];
  const stage = {
    fails: null as string | null,
    failing: null as number | null,
    failsWith: "InternalError",
    refusedKey: "",
    maySendFrom: 0,
    applications,
  };
  const agents: AgentFacts[] = [{ account: "A@b", status: "rest", reason: null, statusSince: 1 }];
  const clientOf = (key: string): AgentClient => ({
    describeStaffStatusMetrics({ sdkAppId }) {
      sent.push({ sdkAppId, at: clock.monotonic(), key });
      const fails = key === stage.refusedKey ? "AuthFailure.SecretIdNotFound" : stage.fails;
      if (sdkAppId === stage.failing) return Promise.reject(new CccError(stage.failsWith, "m"));
      if (fails !== null) return Promise.reject(new CccError(fails, "m"));
      return Promise.resolve({ facts: { agents, requestId: null }, serverDate: null });
    },
  });
  const polling = createAgentPolling({
    clients: [clientOf("first"), ...otherKeys.map(clientOf)],
    upstreamClock: createUpstreamClock(createCorrectedClock(clock)),
    clock,
    logger: pino({ level: "info" }, { write: (line) => void told.push(JSON.parse(line).msg) }),
    signal: new AbortController().signal,
    maySendFrom: () => stage.maySendFrom,
    applications: () => stage.applications,
    onAgents: (sdkAppId, byAccount) => told.push(`${sdkAppId}: ${[...byAccount.keys()].join()}`),
    onDenied: (sdkAppId) => told.push(`${sdkAppId}: denied`),
    onCalled: () => undefined,
  });
  polling.start();
  stops.push(polling.stop);
  const sentTo = (id: number) => sent.filter(({ sdkAppId }) => sdkAppId === id).length;
  return { clock, sent, told, stage, sentTo, polling };
}

it("asks once per application every 5 s while anything there runs, every minute otherwise", async () => {
  const { clock, told, stage, sentTo } = observe(
    new Map([
      [1, true],
      [2, false],
    ]),
  );
  await clock.advance(60_000);
  expect(sentTo(1)).toBeGreaterThanOrEqual(10);
  expect(sentTo(1)).toBeLessThanOrEqual(13);
  expect(sentTo(2)).toBe(1);
  expect(told[0]).toBe("1: a@b");
  stage.applications = new Map([[2, true]]);
  await clock.advance(20_000);
  expect(sentTo(2)).toBeGreaterThanOrEqual(4);
});

it("sends at most two in any second, however many applications there are, and nothing while it may not", async () => {
  const { clock, sent, stage } = observe(new Map(Array.from({ length: 50 }, (_, index) => [index, true])));
  await clock.advance(60_000);
  for (const { at } of sent)
    expect(sent.filter((other) => other.at >= at && other.at < at + 1000).length).toBeLessThanOrEqual(2);
  expect(new Set(sent.map(({ sdkAppId }) => sdkAppId)).size).toBe(50);
  stage.maySendFrom = Number.POSITIVE_INFINITY;
  const before = sent.length;
  await clock.advance(30_000);
  expect(sent.length).toBe(before);
});

it("takes turns with all keys, and goes on when one of them is refused", async () => {
  const applications = new Map(Array.from({ length: 12 }, (_, index) => [index, true] as const));
  const { clock, sent, stage, told } = observe(applications, ["second"]);
  const sentBy = (key: string) => sent.filter((one) => one.key === key).length;
  await clock.advance(60_000);
  expect(sentBy("first")).toBeGreaterThan(45);
  expect(sentBy("second")).toBeGreaterThan(45);
  for (const { at } of sent)
    expect(sent.filter((other) => other.at >= at && other.at < at + 1000).length).toBeLessThanOrEqual(2);
  stage.refusedKey = "first";
  await clock.advance(5000);
  const before = { probes: sentBy("first"), told: told.length };
  await clock.advance(60_000);
  expect(sentBy("first") - before.probes).toBeLessThan(4);
  expect(told.length - before.told).toBeGreaterThan(45);
});

it("is off without the permission, says so once, and tries again every ten minutes", async () => {
  const { clock, told, stage, sentTo } = observe(new Map([[1, true]]));
  stage.fails = "UnauthorizedOperation";
  await clock.advance(5_000);
  stage.fails = "UnauthorizedOperation.CamNoAuth";
  await clock.advance(1_300_000);
  expect(sentTo(1)).toBe(told.includes("1: a@b") ? 4 : 3);
  expect(told.filter((words) => words.includes("may not see"))).toHaveLength(1);
  expect(told.filter((words) => words === "1: denied")).toHaveLength(1);
  stage.fails = null;
  await clock.advance(600_000);
  expect(told.at(-1)).toBe("1: a@b");
  expect(told.some((words) => words.includes("again"))).toBe(true);
});

it("backs off while the action fails, to a minute", async () => {
  const { clock, stage, sentTo } = observe(new Map([[1, true]]));
  stage.fails = "InternalError.DBError";
  await clock.advance(300_000);
  expect(sentTo(1)).toBeLessThan(12);
  stage.fails = null;
  await clock.advance(70_000);
  expect(sentTo(1)).toBeGreaterThan(3);
});

it("asks of a denied application no sooner, though others are answered", async () => {
  const { clock, stage, sentTo } = observe(running(3));
  stage.failing = 1;
  stage.failsWith = "UnauthorizedOperation";
  await clock.advance(300_000);
  expect(sentTo(1)).toBe(1);
});

const running = (count: number) => new Map(Array.from({ length: count }, (_, index) => [index, true]));

it("lets statuses count as stale later the more applications there are, and sooner when keys or applications go", async () => {
  const few = observe(running(9));
  await few.clock.advance(60_000);
  expect(few.polling.staleAfterMs).toBe(30_000);
  const { clock, stage, sent, polling } = observe(running(100), ["second"]);
  await clock.advance(120_000);
  const gaps = sent
    .map(
      ({ sdkAppId, at }) => at - (sent.findLast((one) => one.sdkAppId === sdkAppId && one.at < at)?.at ?? at),
    )
    .slice(-100);
  expect(Math.max(...gaps)).toBeGreaterThan(50_000);
  expect(polling.staleAfterMs).toBeGreaterThanOrEqual(2 * Math.max(...gaps));
  expect(polling.staleAfterMs).toBeLessThan(130_000);
  stage.refusedKey = "first";
  await clock.advance(120_000);
  expect(polling.staleAfterMs).toBeGreaterThan(200_000);
  stage.applications = running(9);
  stage.refusedKey = "";
  await clock.advance(60_000);
  expect(polling.staleAfterMs).toBeGreaterThan(100_000);
  await clock.advance(200_000);
  expect(polling.staleAfterMs).toBe(30_000);
});

it("backs off from one that fails alone, though others are answered", async () => {
  const { clock, stage, sentTo } = observe(running(20));
  stage.failing = 7;
  await clock.advance(300_000);
  const before = sentTo(7);
  await clock.advance(300_000);
  expect(sentTo(7) - before).toBeLessThanOrEqual(6);
});

it.each([
  [5, 0],
  [5, 20_000],
  [5, 45_000],
  [20, 10_000],
  [20, 45_000],
  [100, 30_000],
])("asks all of %d applications at once when the action works again, after %d ms", async (count, afterMs) => {
  const { clock, stage, sent } = observe(new Map([...running(count), [0, false]]));
  await clock.advance(60_000);
  stage.fails = "InternalError";
  await clock.advance(600_000);
  const slow = sent.length;
  await clock.advance(60_000 + afterMs);
  expect(sent.length - slow).toBeLessThanOrEqual(2 * count);
  stage.fails = null;
  const worksAt = clock.monotonic();
  const roundMs = count * 551;
  await clock.advance(60_000 / count + roundMs + 2000);
  const since = sent.filter(({ at }) => at > worksAt);
  expect(new Set(since.map(({ sdkAppId }) => sdkAppId)).size).toBe(count);
  for (const { at } of sent)
    expect(sent.filter((other) => other.at >= at && other.at < at + 1000).length).toBeLessThanOrEqual(2);
});
