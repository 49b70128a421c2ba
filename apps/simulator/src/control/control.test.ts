import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { exchange, startTestSimulator } from "../test-kit/start-test-simulator.ts";

const start = Date.UTC(2026, 10, 22, 9);
let simulated: Awaited<ReturnType<typeof startTestSimulator>>;

beforeEach(async () => {
  simulated = await startTestSimulator({ wall: () => start });
});

afterEach(() => simulated.simulator.close());

describe("control", () => {
  it("shows the world with answers and truths", async () => {
    const { status, body } = await simulated.control("GET", "world");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      now: "2026-11-22T09:00:00.000Z",
      speed: 1,
      sdkAppId: 1_400_000_000,
      seed: 1,
    });
    const campaigns = simulated.simulator.world.campaignIds().map((campaignId) => ({ campaignId }));
    expect(body).toMatchObject({ epoch: "2026-11-22T09:00:00.000Z", campaigns });
    const one = await simulated.control("GET", "campaigns/2569");
    expect(one.body).toEqual({
      campaignId: 2569,
      answer: simulated.simulator.world.answerAt(2569, start),
      overrides: {},
      truth: {
        ratePerMinute: expect.any(Number),
        start: expect.stringMatching(/^2026-11-.*Z$/),
        end: expect.stringMatching(/^2026-11-22T09:0.*Z$/),
        outcome: "completed",
        stalls: expect.any(Array),
      },
    });
  });

  it("answers what an observer would have recorded in the hours before, as CSV", async () => {
    const { url } = simulated;
    const csv = await (await fetch(`${url}/control/history.csv?hours=2`)).text();
    const [header, ...rows] = csv.trim().split("\n");
    expect(header).toBe("sdkAppId,campaignId,at,called,total,state,name,agent,concurrency,startTime,endTime");
    const { world } = simulated.simulator;
    for (const id of world.campaignIds()) {
      const own = rows.filter((row) => row.split(",")[1] === `${id}`);
      expect(own.length).toBeGreaterThan(0);
      const [, , at = "", called] = (own.at(-1) ?? "").split(",");
      expect(Number(called)).toBe(world.answerAt(id, Date.parse(at))?.["CalledCalleeCount"]);
    }
    expect(Math.min(...rows.map((row) => Date.parse(row.split(",")[2] ?? "")))).toBe(start - 2 * 3_600_000);
    expect((await fetch(`${url}/control/history.csv?hours=many`)).status).toBe(400);
  });

  it("sets, advances and speeds up the clock", async () => {
    const clock = async (order: object) => (await simulated.control("POST", "clock", order)).body;
    expect(await clock({ advanceMs: 1500 })).toEqual({ now: "2026-11-22T09:00:01.500Z", speed: 1 });
    expect(await clock({ set: "2026-11-23T00:00:00+08:00", speed: 60 })).toEqual({
      now: "2026-11-22T16:00:00.000Z",
      speed: 60,
    });
    expect(await clock({ set: start })).toEqual({ now: "2026-11-22T09:00:00.000Z", speed: 60 });
    expect((await simulated.control("GET", "clock")).body).toEqual({
      now: "2026-11-22T09:00:00.000Z",
      speed: 60,
    });
    expect((await simulated.control("POST", "clock", { speed: -1 })).status).toBe(400);
  });

  it("adds a campaign that runs through its life by the simulated clock", async () => {
    const order = { name: "Ordered", startsInSeconds: 60, lastsSeconds: 600, total: 30, ratePerMinute: 10 };
    const { status, body } = await simulated.control("POST", "campaigns", order);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      campaignId: 2577,
      answer: { Name: "Ordered", State: 0, StartTime: start / 1000 + 60, EndTime: start / 1000 + 660 },
      truth: { outcome: "completed", start: "2026-11-22T09:01:00.000Z", end: "2026-11-22T09:04:00.000Z" },
    });
    const later = async (advanceMs: number) => {
      await simulated.control("POST", "clock", { advanceMs });
      return simulated.answer({ campaignId: 2577 });
    };
    expect(await later(60_000)).toMatchObject({ State: 1, CalledCalleeCount: 1 });
    expect(await later(60_000)).toMatchObject({ State: 1, CalledCalleeCount: 11 });
    expect(await later(120_000)).toMatchObject({ State: 2, CalledCalleeCount: 30, TotalCalleeCount: 30 });
  });

  it("forces any value upon a field, and takes it back", async () => {
    const forced = {
      Name: "<img src=x onerror=alert(1)>",
      State: 9,
      TotalCalleeCount: null,
      CalledCalleeCount: -3,
    };
    const honest = await simulated.answer();
    expect((await simulated.control("POST", "campaigns/2569", forced)).body).toMatchObject({
      overrides: forced,
    });
    expect(await simulated.answer()).toMatchObject(forced);
    await simulated.control("DELETE", "campaigns/2569/overrides");
    expect({ ...(await simulated.answer()), RequestId: "" }).toEqual({ ...honest, RequestId: "" });
    expect((await simulated.control("POST", "campaigns/2569", { Nmae: "x" })).status).toBe(400);
    expect((await simulated.control("POST", "campaigns/9", forced)).status).toBe(404);
  });

  it("removes a campaign, and adds it again", async () => {
    expect((await simulated.control("DELETE", "campaigns/2570")).body).toEqual({ removed: 2570 });
    expect(await simulated.code({ campaignId: 2570 })).toBe("InvalidParameterValue");
    expect((await simulated.control("GET", "campaigns/2570")).status).toBe(404);
    const order = { campaignId: 2570, endTime: start + 60_000, total: 5, ratePerMinute: 60 };
    await simulated.control("POST", "campaigns", order);
    expect(await simulated.answer({ campaignId: 2570 })).toMatchObject({ State: 1, TotalCalleeCount: 5 });
  });

  it("answers the agents' statuses by an action with limit, faults and counts of its own", async () => {
    const staff = (fields: object = {}) =>
      simulated.answer({
        headers: { "x-tc-action": "DescribeStaffStatusMetrics" },
        body: JSON.stringify({ SdkAppId: 1_400_000_000, ...fields }),
      });
    const account = "agent-99@team-a.example.com";
    await simulated.control("POST", "campaigns", { endTime: start + 600_000, total: 50, ratePerMinute: 5 });
    await simulated.control("POST", "agents", { account, reason: "Lunch" });
    const { agents } = z
      .object({ agents: z.array(z.looseObject({})) })
      .parse((await simulated.control("GET", "agents")).body);
    expect(await staff()).toMatchObject({ Metrics: agents });
    expect(await staff({ StaffList: [account] })).toMatchObject({
      Metrics: [{ Email: account, Status: "rest", Reason: "Lunch" }],
    });
    expect(await staff({ StatusList: ["nothing"] })).toMatchObject({ Metrics: [] });
    await simulated.control("POST", "agents/back", { account });
    await simulated.control("POST", "agents/overrides", { account, fields: { Status: null, Email: "A@B" } });
    expect(await staff({ StaffList: ["A@B"] })).toMatchObject({ Metrics: [{ Email: "A@B", Status: null }] });
    expect((await staff({ SdkAppId: 9 })).Error?.Code).toBe("InvalidParameterValue.InstanceNotExist");
    expect((await staff({ StaffList: [1] })).Error?.Code).toBe("InvalidParameter");
    await simulated.control("POST", "faults", {
      kind: "errorCode",
      code: "UnauthorizedOperation",
      action: "DescribeStaffStatusMetrics",
    });
    expect((await staff()).Error?.Code).toBe("UnauthorizedOperation");
    expect(await simulated.code()).toBe("none");
    const { body } = await simulated.control("GET", "stats");
    expect(body).toMatchObject({
      requests: 1,
      agents: { requests: 7, answered: 4, faulted: { errorCode: 1 } },
    });
    await simulated.control("DELETE", "agents");
    expect((await simulated.control("POST", "agents", { account, status: "busy" })).status).toBe(400);
  });

  it("answers 404 and 400 to what it does not understand", async () => {
    expect((await simulated.control("GET", "nothing")).status).toBe(404);
    expect((await simulated.control("PUT", "clock")).status).toBe(404);
    expect((await exchange(simulated.url, { path: "/control/clock", body: "{" })).status).toBe(400);
    const order = { total: 5, ratePerMinute: 60 };
    const windows = [
      {},
      { endTime: "noon" },
      { endTime: start, lastsSeconds: 5 },
      { lastsSeconds: 5, startsInSeconds: 1, startTime: start },
    ];
    for (const window of windows) {
      expect((await simulated.control("POST", "campaigns", { ...order, ...window })).status).toBe(400);
    }
    expect(simulated.simulator.statistics.read().requests).toBe(0);
  });
});
