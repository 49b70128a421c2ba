import { GatewayError } from "../gateway/gateway-error.ts";
import type { World } from "../world/create-world.ts";
import { parseDescribeParameters } from "./describe-agent-cruise-dialing-campaign.validation.ts";

/**
 * The present state of one campaign, in the API's own names. `now` is the simulated time.
 * Throws InvalidParameterValue for an application or a campaign that does not exist.
 */
export function describeAgentCruiseDialingCampaign(body: unknown, world: World, now: number) {
  const { SdkAppId, CampaignId } = parseDescribeParameters(body);
  if (SdkAppId !== world.sdkAppId) {
    throw new GatewayError(
      "InvalidParameterValue",
      `The application \`SdkAppId\` ${SdkAppId} does not exist.`,
    );
  }
  const answer = world.answerAt(CampaignId, now);
  if (answer === null) {
    throw new GatewayError(
      "InvalidParameterValue",
      `The campaign \`CampaignId\` ${CampaignId} does not exist.`,
    );
  }
  return answer;
}
