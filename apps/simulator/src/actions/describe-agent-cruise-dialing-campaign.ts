import { GatewayError } from "../gateway/gateway-error.ts";
import type { World } from "../world/create-world.ts";

function integer(fields: Map<string, unknown>, name: string): number {
  const value = fields.get(name) ?? null;
  if (value === null) {
    throw new GatewayError("MissingParameter", `The request is missing the required parameter \`${name}\`.`);
  }
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new GatewayError("InvalidParameter", `The parameter \`${name}\` must be of type Integer.`);
  }
  return value;
}

function parseParameters(body: unknown) {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new GatewayError("InvalidParameter", "The request body must be a JSON object.");
  }
  const fields = new Map<string, unknown>(Object.entries(body));
  const unknown = [...fields.keys()].find((name) => name !== "SdkAppId" && name !== "CampaignId");
  if (unknown !== undefined) {
    const name = unknown.slice(0, 80);
    throw new GatewayError("UnknownParameter", `The parameter \`${name}\` is not recognized.`);
  }
  return { sdkAppId: integer(fields, "SdkAppId"), campaignId: integer(fields, "CampaignId") };
}

/** @throws GatewayError for bad parameters, and for an application or a campaign that does not exist. */
export function describeAgentCruiseDialingCampaign(body: unknown, world: World, now: number) {
  const { sdkAppId, campaignId } = parseParameters(body);
  const answer = sdkAppId === world.sdkAppId ? world.answerAt(campaignId, now) : null;
  if (answer !== null) return answer;
  const absent =
    sdkAppId === world.sdkAppId
      ? `campaign \`CampaignId\` ${campaignId}`
      : `application \`SdkAppId\` ${sdkAppId}`;
  throw new GatewayError("InvalidParameterValue", `The ${absent} does not exist.`);
}
