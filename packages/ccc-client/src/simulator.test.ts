import { isDeepStrictEqual } from "node:util";
import { type RunningSimulator, simulatorFaultKinds, startSimulator } from "@cruiseboard/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CampaignFacts, type CccClient, CccError, createCccClient } from "./index.ts";

const key = { sdkAppId: 1400000000, campaignId: 2569 };

let simulator: RunningSimulator;
let ccc: CccClient;

function clientOf(over: Partial<{ secretId: string; secretKey: string; timeoutMs: number }> = {}): CccClient {
  const { url, secretId, secretKey } = simulator;
  return createCccClient({
    endpoint: url,
    credentials: { secretId, secretKey, ...over },
    timeoutMs: over.timeoutMs ?? 30_000,
  });
}

/** What a call comes to: its facts, or the error it fails with. */
async function outcome(client: CccClient, campaignKey = key): Promise<CampaignFacts | CccError> {
  try {
    return (await client.describeAgentCruiseDialingCampaign(campaignKey)).facts;
  } catch (error) {
    if (error instanceof CccError) return error;
    throw error;
  }
}

async function once<Result>(client: CccClient, act: (client: CccClient) => Promise<Result>): Promise<Result> {
  try {
    return await act(client);
  } finally {
    await client.close();
  }
}

beforeAll(async () => {
  // The limit is out of the way; the test of the limit has a simulator of its own.
  simulator = await startSimulator({ campaigns: 10, seed: 1, speed: 0, requestsPerSecond: 10_000 });
  ccc = clientOf();
});
afterEach(() => simulator.control.clearFaults());
afterAll(async () => {
  await ccc.close();
  await simulator.stop();
});

describe("against the simulator", () => {
  it("reads every campaign as the simulator has it", async () => {
    const { campaigns } = await simulator.control.world();
    for (const { campaignId, answer } of campaigns) {
      const { facts, serverDate } = await ccc.describeAgentCruiseDialingCampaign({ ...key, campaignId });
      expect(facts).toEqual({
        name: answer["Name"],
        agent: answer["Agent"],
        concurrency: answer["ConcurrencyNumber"],
        startTime: Number(answer["StartTime"]) * 1000,
        endTime: Number(answer["EndTime"]) * 1000,
        callOrderCode: answer["CallOrder"],
        uui: answer["UUI"],
        stateCode: answer["State"],
        totalCallees: answer["TotalCalleeCount"],
        calledCallees: answer["CalledCalleeCount"],
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(serverDate).not.toBeNull();
    }
  });

  /** What each kind of fault has to come to; `satisfies` fails to compile when the simulator's list grows. */
  const expected = {
    latency: { name: expect.any(String) },
    clockOffset: { code: "AuthFailure.SignatureExpire", httpStatus: 200 },
    http500Html: { code: "ClientError.BadResponse", httpStatus: 500 },
    http502Empty: { code: "ClientError.BadResponse", httpStatus: 502 },
    reset: { code: "ClientError.Network", httpStatus: null },
    truncated: { code: "ClientError.BadResponse", httpStatus: 200 },
    empty: { code: "ClientError.BadResponse", httpStatus: 200 },
    nonJson: { code: "ClientError.BadResponse", httpStatus: 200 },
    missingResponse: { code: "ClientError.BadResponse", httpStatus: 200 },
    hang: { code: "ClientError.Timeout" },
    hangBody: { code: "ClientError.Timeout" },
    redirect: { code: "ClientError.BadResponse", httpStatus: 302 },
    errorCode: { code: "InternalError", httpStatus: 200, requestId: expect.any(String) },
    unknownState: { stateCode: 7 },
    nullField: { calledCallees: null, totalCallees: expect.any(Number) },
    missingField: { calledCallees: null, totalCallees: expect.any(Number) },
    wrongType: { code: "ClientError.BadResponse", message: expect.stringContaining("TotalCalleeCount") },
    oversizedBody: { code: "ClientError.BadResponse", message: expect.stringContaining("exceeds") },
  } satisfies Record<(typeof simulatorFaultKinds)[number], object>;

  it.each(simulatorFaultKinds)("comes through %s, and is right again afterwards", async (kind) => {
    await simulator.control.addFault({
      kind,
      ...(kind === "clockOffset" ? { offsetMs: 600_000 } : { next: 1 }),
      ...(kind === "latency" ? { latencyMs: 20 } : {}),
    });
    const timeoutMs = kind === "hang" || kind === "hangBody" ? 300 : 30_000;
    const seen = await once(clientOf({ timeoutMs }), outcome);
    expect(seen).toMatchObject(expected[kind]);
    await simulator.control.clearFaults();
    expect(await outcome(ccc)).toMatchObject({
      stateCode: expect.any(Number),
      totalCallees: expect.any(Number),
    });
  });

  it.each([
    "InternalError",
    "InternalError.DBError",
    "InvalidParameterValue",
    "ResourceNotFound",
    "RequestLimitExceeded",
    "RequestLimitExceeded.UinLimitExceeded",
    "RequestLimitExceeded.IPLimitExceeded",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
    "AuthFailure.SignatureExpire",
    "AuthFailure.SecretIdNotFound",
    "AuthFailure.SignatureFailure",
    "AuthFailure.InvalidAuthorization",
    "AuthFailure.TokenFailure",
    "AuthFailure.MFAFailure",
    "UnauthorizedOperation",
    "MissingParameter",
    "UnknownParameter",
    "InvalidAction",
    "NoSuchVersion",
    "UnsupportedProtocol",
  ])("keeps the code %s", async (code) => {
    await simulator.control.addFault({ kind: "errorCode", code, next: 1 });
    expect(await outcome(ccc)).toMatchObject({
      isUpstreams: true,
      code,
      httpStatus: 200,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      serverDate: expect.any(Number),
    });
  });

  it("heals a skewed clock with the server's own time", async () => {
    await simulator.control.addFault({ kind: "clockOffset", offsetMs: -3_600_000 });
    const before = Date.now();
    const refused = await outcome(ccc);
    if (!(refused instanceof CccError) || refused.serverDate === null) throw new Error("not refused");
    expect(refused.code).toBe("AuthFailure.SignatureExpire");
    const clockOffsetMs = refused.serverDate - before;
    const answer = await ccc.describeAgentCruiseDialingCampaign(key, { clockOffsetMs });
    expect(answer.facts.stateCode).not.toBeNull();
  });

  it("reports a wrong key, a wrong id and a campaign that is not there", async () => {
    const wrongKey = await once(clientOf({ secretKey: "wrong" }), outcome);
    expect(wrongKey).toMatchObject({ code: "AuthFailure.SignatureFailure" });
    const wrongId = await once(clientOf({ secretId: "AKIDnobody" }), outcome);
    expect(wrongId).toMatchObject({ code: "AuthFailure.SecretIdNotFound" });
    const absent = await outcome(ccc, { ...key, campaignId: 999_999 });
    expect(absent).toMatchObject({
      isUpstreams: true,
      code: expect.stringMatching(/^(InvalidParameter|ResourceNotFound)/),
    });
  });

  it("reads what the world may bring: odd counts, nulls, hostile names", async () => {
    const name = `<img src=x onerror=alert(1)> "'新能源🚗`;
    await simulator.control.overrideCampaign(2570, {
      Name: name,
      TotalCalleeCount: 0,
      CalledCalleeCount: 5,
      UUI: null,
    });
    const facts = await outcome(ccc, { ...key, campaignId: 2570 });
    expect(facts).toMatchObject({ name, totalCallees: 0, calledCallees: 5, uui: null });
  });
});

const read = (client: CccClient) =>
  client.describeStaffStatusMetrics({ sdkAppId: key.sdkAppId }).then(
    ({ facts }) => facts.agents,
    (error: unknown) => error,
  );

describe("the agents' statuses against the simulator", () => {
  const action = "DescribeStaffStatusMetrics";

  it("reads every agent as the simulator has it", async () => {
    const agents = await simulator.control.agents();
    expect(await read(ccc)).toEqual(
      agents.map(({ Email, Status, Reason, LastStatusTimestamp }) => ({
        account: Email,
        status: String(Status).toLowerCase(),
        reason: Reason === "" ? null : Reason,
        statusSince: Number(LastStatusTimestamp) * 1000,
      })),
    );
  });

  it.each(simulatorFaultKinds)("comes through %s without inventing anything", async (kind) => {
    await simulator.control.addFault({
      kind,
      action,
      ...(kind === "clockOffset" ? { offsetMs: 600_000 } : { next: 1 }),
      ...(kind === "latency" ? { latencyMs: 20 } : {}),
    });
    const timeoutMs = kind === "hang" || kind === "hangBody" ? 300 : 30_000;
    const seen = await once(clientOf({ timeoutMs }), read);
    const statuses = Array.isArray(seen) ? new Set(seen.map(({ status }) => status)) : seen;
    const readable = ["latency", "unknownState", "nullField", "missingField", "wrongType"].includes(kind);
    const isRight =
      kind === "latency" ? Array.isArray(seen) : isDeepStrictEqual(statuses, new Set(["unknown"]));
    expect(readable ? isRight : seen instanceof CccError).toBe(true);
    await simulator.control.clearFaults();
    expect(await outcome(ccc)).toMatchObject({ stateCode: expect.any(Number) });
  });

  it("reads five thousand agents", async () => {
    const { url, secretId, secretKey, control, stop } = await startSimulator({ campaigns: 10_000, speed: 0 });
    try {
      const client = createCccClient({
        endpoint: url,
        credentials: { secretId, secretKey },
        timeoutMs: 60_000,
      });
      const agents = await once(client, read);
      expect(agents).toHaveLength((await control.agents()).length);
      expect(Array.isArray(agents) && agents.length).toBeGreaterThan(5000);
    } finally {
      await stop();
    }
  });
});

describe("against a simulator with a token and the real limit", () => {
  it("is refused without the token and beyond the limit, and answered else", async () => {
    const strict = await startSimulator({ campaigns: 1, sessionToken: "temporary-token" });
    const { url: endpoint, secretId, secretKey } = strict;
    try {
      const bare = createCccClient({ endpoint, credentials: { secretId, secretKey } });
      expect(await once(bare, outcome)).toMatchObject({ code: expect.stringMatching(/^AuthFailure/) });
      const credentials = { secretId, secretKey, sessionToken: "temporary-token" };
      const outcomes = await once(createCccClient({ endpoint, credentials, timeoutMs: 30_000 }), (client) =>
        Promise.all(Array.from({ length: 200 }, () => outcome(client))),
      );
      const codes = new Set(outcomes.map((seen) => (seen instanceof CccError ? seen.code : "answered")));
      expect(codes).toEqual(new Set(["answered", "RequestLimitExceeded"]));
    } finally {
      await strict.stop();
    }
  });
});
