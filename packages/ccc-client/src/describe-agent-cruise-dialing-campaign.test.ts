import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeCampaign } from "./describe-agent-cruise-dialing-campaign.ts";
import { readReply } from "./read-answer.ts";

const published = {
  Response: {
    Name: "New energy SUV recommendation",
    Agent: "foo@tencent.com",
    ConcurrencyNumber: 3,
    CallOrder: 0,
    StartTime: 1708483433,
    EndTime: 1708485433,
    UUI: "",
    State: 2,
    TotalCalleeCount: 200,
    CalledCalleeCount: 200,
    RequestId: "3c140219-cfe9-470e-b241-907877d6fb03",
  },
};

const withField = (name: string, value: unknown) => ({ Response: { ...published.Response, [name]: value } });

const nothingKnown = {
  name: null,
  agent: null,
  concurrency: null,
  startTime: null,
  endTime: null,
  callOrderCode: null,
  uui: null,
  stateCode: null,
  totalCallees: null,
  calledCallees: null,
  requestId: null,
};

const readCampaignReply = (json: unknown) => readReply(json, describeCampaign.schema);

it("sends the published example's body", () => {
  expect(JSON.stringify(describeCampaign.bodyOf({ sdkAppId: 1400000000, campaignId: 2569 }))).toBe(
    '{"SdkAppId":1400000000,"CampaignId":2569}',
  );
});

describe("an answer", () => {
  it("reads the published example", () => {
    expect(readCampaignReply(published)).toEqual({
      kind: "facts",
      facts: {
        name: "New energy SUV recommendation",
        agent: "foo@tencent.com",
        concurrency: 3,
        startTime: 1708483433000,
        endTime: 1708485433000,
        callOrderCode: 0,
        uui: "",
        stateCode: 2,
        totalCallees: 200,
        calledCallees: 200,
        requestId: "3c140219-cfe9-470e-b241-907877d6fb03",
      },
    });
  });

  it("keeps nulls and absent fields as unknown", () => {
    const nulls = Object.fromEntries(Object.keys(published.Response).map((name) => [name, null]));
    expect(readCampaignReply({ Response: nulls })).toEqual({ kind: "facts", facts: nothingKnown });
    expect(readCampaignReply({ Response: {} })).toEqual({ kind: "facts", facts: nothingKnown });
  });

  it("lets unknown fields, an Error of null, unknown states and odd counts pass", () => {
    const odd = {
      ...published.Response,
      State: 7,
      CallOrder: 9,
      CalledCalleeCount: 300,
      Error: null,
      New: [1],
    };
    expect(readCampaignReply({ Response: odd, Other: 1 })).toMatchObject({
      kind: "facts",
      facts: { stateCode: 7, callOrderCode: 9, totalCallees: 200, calledCallees: 300 },
    });
  });

  it.each([
    ["TotalCalleeCount", "200"],
    ["TotalCalleeCount", -1],
    ["CalledCalleeCount", 1.5],
    ["CalledCalleeCount", 2 ** 53],
    ["State", true],
    ["State", "1"],
    ["CallOrder", {}],
    ["ConcurrencyNumber", -3],
    ["StartTime", "2024-02-21"],
    ["EndTime", 1e13],
    ["Name", 5],
    ["Agent", ["a"]],
    ["UUI", {}],
    ["RequestId", 1],
  ])("refuses %s of %j and names the field", (name, value) => {
    expect(readCampaignReply(withField(name, value))).toMatchObject({
      kind: "malformed",
      reason: expect.stringContaining(`Response.${name}:`),
    });
  });

  it("never quotes a refused value, which may be anything", () => {
    const reply = readCampaignReply(withField("TotalCalleeCount", "marker-value"));
    expect(JSON.stringify(reply)).not.toContain("marker-value");
  });

  it("reads an error envelope, whatever stands beside it", () => {
    const Response = {
      ...published.Response,
      Error: { Code: "RequestLimitExceeded.UinLimitExceeded", Message: "m" },
    };
    expect(readCampaignReply({ Response })).toEqual({
      kind: "refused",
      code: "RequestLimitExceeded.UinLimitExceeded",
      message: "m",
      requestId: "3c140219-cfe9-470e-b241-907877d6fb03",
    });
  });

  it.each([
    { Message: "no code" },
    { Code: 5, Message: "m" },
    { Code: "", Message: "m" },
    { Code: "ClientError.Aborted", Message: "a code of the client's own" },
    "text",
    0,
  ])("takes the error %j for malformed, not for an answer", (Error) => {
    expect(readCampaignReply({ Response: { ...published.Response, Error } })).toMatchObject({
      kind: "malformed",
      requestId: "3c140219-cfe9-470e-b241-907877d6fb03",
    });
  });

  it.each([
    null,
    1,
    "text",
    [],
    {},
    { Response: null },
    { Response: [] },
    { Response: "x" },
    { response: {} },
  ])("finds no Response in %j", (json) => {
    expect(readCampaignReply(json)).toEqual({
      kind: "malformed",
      reason: "no Response object",
      requestId: null,
    });
  });

  it("invents no number and never throws, whatever JSON comes", () => {
    const anyField = fc.dictionary(
      fc.constantFrom(...Object.keys(published.Response), "Error"),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anyField, (fields) => {
        const reply = readCampaignReply({ Response: fields });
        if (reply.kind !== "facts") return;
        expect(reply.facts.totalCallees).toBe(fields["TotalCalleeCount"] ?? null);
        expect(reply.facts.calledCallees).toBe(fields["CalledCalleeCount"] ?? null);
        expect(reply.facts.stateCode).toBe(fields["State"] ?? null);
      }),
    );
  });
});
