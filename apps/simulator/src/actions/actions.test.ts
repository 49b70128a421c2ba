import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GatewayError } from "../gateway/gateway-error.ts";
import { createWorld } from "../world/create-world.ts";
import { describeAgentCruiseDialingCampaign } from "./actions.ts";

const epoch = Date.UTC(2026, 10, 22, 9);
const world = createWorld({ sdkAppId: 1_400_000_000, seed: 1, campaigns: 2, epoch });

function codeFor(body: unknown): string {
  try {
    describeAgentCruiseDialingCampaign(body, world, epoch);
    return "none";
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}

describe("describeAgentCruiseDialingCampaign", () => {
  it("answers all ten fields in the API's names and types", () => {
    const answer = describeAgentCruiseDialingCampaign(
      { SdkAppId: 1_400_000_000, CampaignId: 2569 },
      world,
      epoch,
    );
    const types = Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, typeof value]));
    expect(types).toEqual({
      Name: "string",
      Agent: "string",
      ConcurrencyNumber: "number",
      StartTime: "number",
      EndTime: "number",
      CallOrder: "number",
      UUI: "string",
      State: "number",
      TotalCalleeCount: "number",
      CalledCalleeCount: "number",
    });
    expect(Object.values(answer).every((value) => typeof value === "string" || Number.isInteger(value))).toBe(
      true,
    );
  });

  it.each([
    [{ SdkAppId: 1_400_000_000, CampaignId: 2570 }, "none"],
    [{ SdkAppId: 1_400_000_001, CampaignId: 2569 }, "InvalidParameterValue"],
    [{ SdkAppId: 1_400_000_000, CampaignId: 2571 }, "InvalidParameterValue"],
    [{ SdkAppId: 1_400_000_000, CampaignId: -1 }, "InvalidParameterValue"],
    [{ SdkAppId: 1_400_000_000 }, "MissingParameter"],
    [{ CampaignId: 2569 }, "MissingParameter"],
    [{ SdkAppId: 1_400_000_000, CampaignId: null }, "MissingParameter"],
    [{ SdkAppId: 1_400_000_000, CampaignId: "2569" }, "InvalidParameter"],
    [{ SdkAppId: 1_400_000_000, CampaignId: 2569.5 }, "InvalidParameter"],
    [{ SdkAppId: 1_400_000_000, CampaignId: 2569, Limit: 1 }, "UnknownParameter"],
    [[], "InvalidParameter"],
    ["", "InvalidParameter"],
  ])("judges %j: %s", (body, code) => {
    expect(codeFor(body)).toBe(code);
  });

  it("refuses any other body with a code of the API", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(["MissingParameter", "UnknownParameter", "InvalidParameter"]).toContain(codeFor(body));
      }),
    );
  });
});
