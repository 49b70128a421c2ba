import { GatewayError } from "../gateway/gateway-error.ts";
import type { World } from "../world/create-world.ts";
import { integer, parametersOf } from "./parameters.ts";

/** @throws GatewayError for bad parameters, and for an application or a campaign that does not exist. */
export function describeAgentCruiseDialingCampaign(body: unknown, world: World, now: number) {
  const fields = parametersOf(body, ["SdkAppId", "CampaignId"]);
  const [sdkAppId, campaignId] = [integer(fields, "SdkAppId"), integer(fields, "CampaignId")];
  const answer = sdkAppId === world.sdkAppId ? world.answerAt(campaignId, now) : null;
  if (answer !== null) return answer;
  const absent =
    sdkAppId === world.sdkAppId
      ? `campaign \`CampaignId\` ${campaignId}`
      : `application \`SdkAppId\` ${sdkAppId}`;
  throw new GatewayError("InvalidParameterValue", `The ${absent} does not exist.`);
}
