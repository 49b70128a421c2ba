import { Agent } from "node:http";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { exchange, startTestSimulator, testCredentials } from "./test-kit/start-test-simulator.ts";

let running: Awaited<ReturnType<typeof startTestSimulator>>[] = [];

async function start(...options: Parameters<typeof startTestSimulator>) {
  const started = await startTestSimulator(...options);
  running.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(running.map(({ simulator }) => simulator.close()));
  running = [];
});

/** The official SDK signs for the first label of its endpoint, hence ccc.localhost, looked up as loopback. */
function officialClient(url: string, secretKey: string, token?: string) {
  const agent = new Agent({
    lookup: (_host, { all }, done) =>
      all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4),
  });
  return new CommonClient("", "2020-02-10", {
    credential: { secretId: testCredentials.secretId, secretKey, ...(token === undefined ? {} : { token }) },
    region: "ap-guangzhou",
    profile: { httpProfile: { endpoint: `ccc.localhost:${new URL(url).port}`, protocol: "http://", agent } },
  });
}

const action = "DescribeAgentCruiseDialingCampaign";
const agentsSchema = z.object({ agents: z.array(z.looseObject({ Email: z.string() })) });

describe("createSimulator", () => {
  it("answers the official Node SDK", async () => {
    const { url, simulator } = await start({ speed: 0 });
    const client = officialClient(url, testCredentials.secretKey);
    for (const CampaignId of simulator.world.campaignIds()) {
      const answer: unknown = await client.request(action, { SdkAppId: 1_400_000_000, CampaignId });
      const expected = simulator.world.answerAt(CampaignId, simulator.clock.now());
      expect(answer).toMatchObject({ ...expected, RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    }
    const missing = client.request(action, { SdkAppId: 1_400_000_000, CampaignId: 1 });
    await expect(missing).rejects.toMatchObject({ code: "InvalidParameterValue" });
    const wrong = officialClient(url, "wrong").request(action, { SdkAppId: 1_400_000_000, CampaignId: 2569 });
    await expect(wrong).rejects.toMatchObject({ code: "AuthFailure.SignatureFailure" });
  });

  it("answers the official Node SDK about agents", async () => {
    const { url, control } = await start({ speed: 0 });
    const client = officialClient(url, testCredentials.secretKey);
    const ask = (parameters: object) => client.request("DescribeStaffStatusMetrics", parameters);
    const { agents } = agentsSchema.parse((await control("GET", "agents")).body);
    expect(agents.length).toBeGreaterThan(1);
    expect(await ask({ SdkAppId: 1_400_000_000 })).toMatchObject({ Metrics: agents });
    const [first] = agents;
    expect(await ask({ SdkAppId: 1_400_000_000, StaffList: [first?.Email] })).toMatchObject({
      Metrics: [first],
    });
    await expect(ask({ SdkAppId: "1400000000" })).rejects.toMatchObject({ code: "InvalidParameter" });
  });

  it("answers the official Node SDK with temporary credentials", async () => {
    const { url } = await start({ sessionToken: "the-token" });
    const parameters = { SdkAppId: 1_400_000_000, CampaignId: 2569 };
    const client = officialClient(url, testCredentials.secretKey, "the-token");
    await expect(client.request(action, parameters)).resolves.toHaveProperty("Name");
    const without = officialClient(url, testCredentials.secretKey).request(action, parameters);
    await expect(without).rejects.toMatchObject({ code: "AuthFailure.TokenFailure" });
  });

  it("answers a call signed as the Python SDK does: content-type and host, without its port", async () => {
    const { answer } = await start();
    expect(await answer({ host: "127.0.0.1" })).toHaveProperty("TotalCalleeCount");
    expect(await answer({ signed: { "x-tc-action": action, "x-tc-region": "ap-Guangzhou" } })).toHaveProperty(
      "Name",
    );
  });

  it("refuses with the API's own codes", async () => {
    const { code } = await start();
    expect(await code({ headers: { authorization: "" } })).toBe("MissingParameter");
    expect(await code({ headers: { "x-tc-action": "" } })).toBe("MissingParameter");
    expect(await code({ headers: { "x-tc-version": "" } })).toBe("MissingParameter");
    expect(await code({ headers: { "x-tc-timestamp": "soon" } })).toBe("InvalidParameter");
    expect(await code({ headers: { "x-tc-action": "AbortAgentCruiseDialingCampaign" } })).toBe(
      "InvalidAction",
    );
    expect(await code({ headers: { "x-tc-version": "2017-03-12" } })).toBe("NoSuchVersion");
    expect(await code({ headers: { authorization: "Bearer x" } })).toBe("AuthFailure.InvalidAuthorization");
    expect(await code({ secretId: "AKIDnobody" })).toBe("AuthFailure.SecretIdNotFound");
    expect(await code({ secretKey: "wrong" })).toBe("AuthFailure.SignatureFailure");
    expect(await code({ sentBody: '{"SdkAppId":1400000000,"CampaignId":2570}' })).toBe(
      "AuthFailure.SignatureFailure",
    );
    expect(await code({ timestamp: Math.floor(Date.now() / 1000) - 400 })).toBe(
      "AuthFailure.SignatureExpire",
    );
    expect(await code({ contentType: "text/plain" })).toBe("InvalidRequest");
    expect(await code({ body: "{" })).toBe("InvalidParameter");
    expect(await code({ method: "PUT" })).toBe("UnsupportedProtocol");
    expect(await code({ path: "/v2" })).toBe("InvalidRequest");
    expect(await code({ body: " ".repeat(11 * 1024 * 1024) })).toBe("RequestSizeLimitExceeded");
    expect(await code()).toBe("none");
  });

  it("never reveals the secret key", async () => {
    const { call, control } = await start();
    const replies = [await call({ secretKey: "wrong" }), await call(), await control("GET", "world")];
    expect(JSON.stringify(replies)).not.toContain(testCredentials.secretKey);
  });

  it("admits 20 requests in a sliding second, and counts all", async () => {
    let elapsed = 5000;
    const { code, simulator } = await start({ requestsPerSecond: 20, elapsed: () => elapsed });
    const codes = await Promise.all(Array.from({ length: 30 }, () => code()));
    expect(codes.filter((each) => each === "RequestLimitExceeded")).toHaveLength(10);
    elapsed += 999;
    expect(await code()).toBe("RequestLimitExceeded");
    elapsed += 1;
    expect(await code()).toBe("none");
    expect(simulator.statistics.read()).toMatchObject({
      requests: 32,
      answered: 21,
      refused: { RequestLimitExceeded: 11 },
      highestPerSecond: 31,
    });
  });

  it("counts connections", async () => {
    const { call, control, simulator } = await start();
    simulator.faults.add({ kind: "hang", next: 3 });
    const abort = new AbortController();
    const hanging = Promise.allSettled([1, 2, 3].map(() => call({ signal: abort.signal })));
    await expect.poll(() => simulator.statistics.read().openConnections).toBe(3);
    await expect.poll(() => simulator.statistics.read().requests).toBe(3);
    abort.abort();
    await hanging;
    await expect.poll(() => simulator.statistics.read().openConnections).toBe(0);
    await call();
    const { body } = await control("GET", "stats");
    expect(body).toMatchObject({ requests: 4, refused: {}, faulted: { hang: 3 } });
    expect(simulator.statistics.read().mostConnections).toBeGreaterThanOrEqual(3);
    const reset = await control("DELETE", "stats");
    expect(reset.body).toMatchObject({ requests: 0, answered: 0 });
  });

  it("ends hanging calls when it is closed, and rejects a port in use", async () => {
    const { call, simulator, url } = await start();
    simulator.faults.add({ kind: "hang" });
    const hanging = call();
    await expect.poll(() => simulator.statistics.read().faulted).toEqual({ hang: 1 });
    const { simulator: second } = await start();
    await second.close();
    await expect(second.listen(Number(new URL(url).port))).rejects.toMatchObject({ code: "EADDRINUSE" });
    await Promise.all([expect(hanging).rejects.toMatchObject({ code: "ECONNRESET" }), simulator.close()]);
    await expect(exchange(url, {})).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
