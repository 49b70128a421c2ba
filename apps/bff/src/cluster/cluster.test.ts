import { CccError } from "@cruiseboard/ccc-client";
import { campaignPath } from "@cruiseboard/contract";
import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { describe, expect, it } from "vitest";
import { postgresForTests } from "../../test/kit/postgres-for-tests.ts";
import {
  addBesides,
  advanceWith,
  openBesides,
  putIntoOutbox,
  startVirtualBackend,
  stealLease,
} from "../../test/kit/virtual-backend.ts";
import { watchQueries } from "../../test/kit/watched-queries.ts";
import { everything } from "../access/scope.ts";
import type { CampaignFacts } from "../campaigns/observation.ts";
import { onlyAccount } from "../config/account.ts";
import { createAttentionStore } from "../store/attention-store.ts";
import { createLeaseStore } from "../store/lease-store.ts";
import type { Delivery } from "../webhooks/send-message.ts";

const postgres = postgresForTests();
const start = Date.parse("2026-11-22T08:00:00.000Z");
const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };
const minute = 60_000;

/** It should have begun ten minutes ago. */
const late: CampaignFacts = {
  name: null,
  agent: null,
  concurrency: null,
  callOrderCode: null,
  stateCode: 0,
  startTime: start - 10 * minute,
  endTime: start + 600 * minute,
  totalCallees: 10,
  calledCallees: 0,
  uui: null,
  requestId: null,
};

/** A receiver that takes everything; while `hangs`, it answers so much later than the sender gave up, ms. */
function createReceivers(clock: FakeClock) {
  const receivers = {
    sent: [] as string[],
    hangsMs: 0,
    send({ name }: { name: string }, _message: unknown, signal: AbortSignal): Promise<Delivery> {
      receivers.sent.push(name);
      if (receivers.hangsMs === 0) return Promise.resolve({ outcome: "delivered" });
      const { promise, resolve } = Promise.withResolvers<Delivery>();
      signal.addEventListener("abort", () =>
        clock.setTimeout(
          () => resolve({ outcome: "failed", reason: "aborted", retryAfterMs: null }),
          receivers.hangsMs,
        ),
      );
      return promise;
    },
  };
  return receivers;
}

describe("leader tasks", () => {
  it("run when the lease is lost and comes back while they still end", { timeout: 60_000 }, async () => {
    const url = await postgres.newDatabase();
    const db = await openBesides(url);
    const queries = watchQueries();
    const clock = createFakeClock(start);
    const receivers = createReceivers(clock);
    const environment = { WEBHOOK_URLS: "generic=http://a.example,generic=http://b.example" };
    const backend = await startVirtualBackend({
      url,
      clock,
      facts: late,
      environment,
      send: receivers.send,
    });
    const { services, gainedAt } = backend;
    const { webhooks } = services.config;
    await putIntoOutbox(db, { ...webhooks, receivers: webhooks.receivers.slice(0, 1) }, key, start);
    receivers.hangsMs = 4000;
    await advanceWith(clock, queries, 10_000, { until: () => receivers.sent.length > 0 });
    expect(gainedAt).toHaveLength(1);

    await stealLease(db);
    await advanceWith(clock, queries, 5000, { until: () => backend.losses > 0 });
    receivers.hangsMs = 0;
    await db.updateTable("leases").set({ holder: null }).execute();
    await putIntoOutbox(db, { ...webhooks, receivers: webhooks.receivers.slice(1) }, key, start);
    receivers.sent.length = 0;
    await advanceWith(clock, queries, 16_000);
    expect(gainedAt).toHaveLength(2);
    expect(new Set(receivers.sent)).toEqual(new Set(webhooks.receivers.map(({ name }) => name)));
  });
});

describe("a campaign that another backend adds", () => {
  it.each([
    ["the list", /^select \* from "watch_list"/],
    ["what was last known", /from "last_facts"/],
    ["what others see of it", /from "live_campaigns" where \(sdk_app_id/],
  ])("is asked for though %s could not be read once", { timeout: 60_000 }, async (_what, only) => {
    const url = await postgres.newDatabase();
    const db = await openBesides(url);
    const queries = watchQueries();
    const clock = createFakeClock(start);
    const { services, asked } = await startVirtualBackend({ url, clock, facts: late });
    await advanceWith(clock, queries, 5000);
    queries.count({ failing: 1, only });
    await addBesides(db, key, clock.now());
    await advanceWith(clock, queries, 15_000);
    expect(queries.failed).toBe(true);
    expect(services.board.get(key)?.observedAt).toBeGreaterThan(start);
    expect(asked.length).toBeGreaterThan(0);
  });
});

it("an ended campaign that is added again is published as it was last observed, which had not been stored", {
  timeout: 60_000,
}, async () => {
  const url = await postgres.newDatabase();
  const db = await openBesides(url);
  const queries = watchQueries();
  const clock = createFakeClock(start);
  const facts = { ...late, stateCode: 2 };
  const { services, asked } = await startVirtualBackend({ url, clock, facts });
  await services.watchList.add([key]);
  const publishedAt = async () => {
    const { state } = await db.selectFrom("liveCampaigns").select("state").executeTakeFirstOrThrow();
    return (JSON.parse(state) as { observedAt: number }).observedAt;
  };
  await advanceWith(clock, queries, 30_000, { until: () => services.board.get(key)?.endConfirmed === true });
  await advanceWith(clock, queries, 2000);
  await services.watchList.remove([key]);
  const known = await publishedAt();
  const calls = asked.length;
  await db.updateTable("lastFacts").set({ observedAt: start, endConfirmed: 1 }).execute();

  await services.watchList.add([key]);
  await advanceWith(clock, queries, 2000);
  expect(await publishedAt()).toBe(known);
  expect(services.board.get(key)).toMatchObject({ observedAt: known, endConfirmed: true });
  expect(asked).toHaveLength(calls);
});

it("an agent's status reaches followers, stays known there while the leader confirms it, and is not known where that is off", {
  timeout: 60_000,
}, async () => {
  const url = await postgres.newDatabase();
  const queries = watchQueries();
  const clock = createFakeClock(start);
  const facts = { ...late, stateCode: 1, agent: "foo@example.com" };
  const agent = { account: "FOO@example.com", reason: null, statusSince: start - minute };
  let status: "free" | "rest" = "free";
  const options = { url, clock, facts, agents: () => [{ ...agent, status }] };
  const leader = await startVirtualBackend(options);
  await advanceWith(clock, queries, 1000);
  const follower = await startVirtualBackend(options);
  await follower.services.watchList.add([key]);
  await advanceWith(clock, queries, 45_000);
  expect([leader, follower].map(({ gainedAt }) => gainedAt.length)).toEqual([1, 0]);
  const shown = () => follower.services.board.rows(everything)[0]?.shown.agentStatus;
  expect(shown()).toMatchObject({ status: "working", since: "2026-11-22T07:59:00.000Z" });
  status = "rest";
  await advanceWith(clock, queries, 8000, { until: () => shown()?.status === "onBreak" });
  expect(shown()).toMatchObject({ status: "onBreak" });
  const off = await startVirtualBackend({ ...options, environment: { CCC_AGENT_STATUS: "off" } });
  await advanceWith(clock, queries, 20_000);
  expect(off.services.board.rows(everything)[0]?.shown).toMatchObject({
    state: "running",
    agentStatus: null,
  });
});

it("agents of more applications than can be asked within 30 s stay known and away, on leader and follower", {
  timeout: 120_000,
}, async () => {
  const url = await postgres.newDatabase();
  const queries = watchQueries();
  const clock = createFakeClock(start);
  const facts = { ...late, stateCode: 1, agent: "foo@example.com" };
  const agent = { account: facts.agent, status: "rest" as const, reason: null, statusSince: start };
  let fails = false;
  const agents = () => {
    if (fails) throw new CccError("InternalError", "m");
    return [agent];
  };
  const leader = await startVirtualBackend({ url, clock, facts, agents });
  await advanceWith(clock, queries, 1000);
  const follower = await startVirtualBackend({ url, clock, facts, agents });
  const applications = Array.from({ length: 100 }, (_, index) => key.sdkAppId + index);
  await follower.services.watchList.add(applications.map((sdkAppId) => ({ ...key, sdkAppId })));
  const shown = ({ services }: typeof leader) =>
    new Set(
      services.board.rows(everything).map(({ shown: { attention, agentStatus } }) => {
        return `${agentStatus?.status} ${attention.map(({ kind }) => kind).join()}`;
      }),
    );
  await advanceWith(clock, queries, 5 * minute, { stepMs: 500 });
  async function seenBy(backends: readonly (typeof leader)[]) {
    const seen = new Set<string>();
    for (let passed = 0; passed < 2 * minute; passed += 1000) {
      await advanceWith(clock, queries, 1000, { stepMs: 500 });
      for (const one of backends.flatMap((backend) => [...shown(backend)])) seen.add(one);
    }
    return [...seen];
  }
  expect(await seenBy([leader, follower])).toEqual(["onBreak agentAway"]);
  expect([leader, follower].map(({ gainedAt }) => gainedAt.length)).toEqual([1, 0]);
  await leader.stop();
  expect(await seenBy([follower])).toEqual(["onBreak agentAway"]);
  expect(follower.gainedAt).toHaveLength(1);
  fails = true;
  await advanceWith(clock, queries, 3 * minute, { stepMs: 500 });
  expect([...shown(follower)]).toEqual(["unknown stalled"]);
});

it("what a former leader published is not taken for its successor's", {
  timeout: 60_000,
}, async () => {
  const url = await postgres.newDatabase();
  const db = await openBesides(url);
  const queries = watchQueries();
  const clock = createFakeClock(start);
  const facts = { ...late, stateCode: 1 };
  const upstream = { status: "ok", budgetPerSecond: 20, usedPerSecond: 1, clockSkewMs: 0, message: null };
  const told = JSON.stringify({ ...upstream, now: start - 30_000 });
  await db
    .insertInto("leases")
    .values({ name: "upstream", holder: "former", term: 1, beat: 9, told })
    .execute();
  await addBesides(db, key, start - minute);
  const known = { observedAt: start - 58_000, activeAt: start - 58_000, endedAt: null, endConfirmed: 0 };
  await db
    .insertInto("lastFacts")
    .values({ ...key, ...known, suggested: 0, facts: JSON.stringify(facts) })
    .execute();
  const { services } = await startVirtualBackend({ url, clock, facts });
  await advanceWith(clock, queries, 2000);
  const leases = createLeaseStore(db, [onlyAccount]);
  expect(await leases.take("next", await leases.read())).toBe(2);
  await advanceWith(clock, queries, 2000);
  expect(services.clock.now()).toBe(clock.now());
  expect(services.board.rows(everything)[0]?.shown.freshness).toBe("stale");
});

describe("the journal of what needs attention", () => {
  it.each([
    ["at once", 0],
    ["after a while", 10_000],
  ])(
    "goes on when a follower removes a campaign and brings it back %s",
    { timeout: 60_000 },
    async (_when, ms) => {
      const url = await postgres.newDatabase();
      const db = await openBesides(url);
      const queries = watchQueries();
      const clock = createFakeClock(start);
      const leader = await startVirtualBackend({ url, clock, facts: late });
      await advanceWith(clock, queries, 1000);
      const follower = await startVirtualBackend({ url, clock, facts: late });
      await follower.services.watchList.add([key]);
      await advanceWith(clock, queries, 20_000);
      expect([leader, follower].map(({ gainedAt }) => gainedAt.length)).toEqual([1, 0]);
      const journal = createAttentionStore(db);
      const lasting = { kind: "lateStart", since: start - 10 * minute, until: null };
      expect(await journal.latest(key, 9)).toEqual([lasting]);

      expect(await follower.services.watchList.remove([key])).toHaveLength(1);
      await advanceWith(clock, queries, ms);
      expect((await journal.latest(key, 9))[0]?.until).not.toBeNull();
      await follower.services.watchList.add([key]);
      await advanceWith(clock, queries, 20_000);
      expect(await journal.latest(key, 9)).toEqual([lasting]);
    },
  );
});

it("only the leader searches for new campaigns; a follower shows and dismisses them, and goes on behind them", {
  timeout: 60_000,
}, async () => {
  const url = await postgres.newDatabase();
  const queries = watchQueries();
  const clock = createFakeClock(start);
  const options = { url, clock, facts: late, environment: { CCC_DISCOVER: "suggest" } };
  const leader = await startVirtualBackend(options);
  await leader.services.watchList.add([key]);
  await advanceWith(clock, queries, 5000);
  const follower = await startVirtualBackend(options);
  await advanceWith(clock, queries, 5000);
  const suggested = await follower.services.discovery.suggestions();
  expect(suggested.length).toBeGreaterThan(3);
  expect(follower.asked).toEqual([]);
  expect(follower.services.board.upstreamIn(everything).discovery?.found).toBeGreaterThan(3);
  await follower.services.discovery.dismiss(suggested);
  await leader.stop();
  await advanceWith(clock, queries, 10_000, { until: () => follower.gainedAt.length > 0 });
  const known = new Set(leader.asked);
  await advanceWith(clock, queries, 5000);
  const searched = follower.asked.filter((path) => path !== campaignPath(key));
  expect(searched.length).toBeGreaterThan(2);
  expect(searched.filter((path) => known.has(path))).toEqual([]);
  const left = await follower.services.discovery.suggestions();
  expect(left.map(campaignPath)).not.toContain(suggested.map(campaignPath)[0]);
});
