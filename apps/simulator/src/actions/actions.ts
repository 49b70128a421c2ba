import { GatewayError } from "../gateway/gateway-error.ts";
import type { World } from "../world/create-world.ts";
import { integer, listOf, parametersOf } from "./parameters.ts";

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

const isListed = (list: ReadonlySet<string> | null, value: unknown) => list?.has(String(value)) ?? true;

/** @throws GatewayError for bad parameters, and for an application that does not exist. Skill groups are not modelled. */
export function describeStaffStatusMetrics(body: unknown, world: World, now: number) {
  const fields = parametersOf(body, ["SdkAppId", "StaffList", "GroupIdList", "StatusList"]);
  const sdkAppId = integer(fields, "SdkAppId");
  const staff = listOf<string>(fields, "StaffList", "string");
  const statuses = listOf<string>(fields, "StatusList", "string");
  listOf<number>(fields, "GroupIdList", "number");
  if (sdkAppId !== world.sdkAppId) {
    throw new GatewayError(
      "InvalidParameterValue.InstanceNotExist",
      `The application \`SdkAppId\` ${sdkAppId} does not exist.`,
    );
  }
  return {
    Metrics: world
      .agentsAt(now)
      .filter(({ Email, Status }) => isListed(staff, Email) && isListed(statuses, Status)),
  };
}
