import { check } from "../gateway/gateway-error.ts";
import type { World } from "../world/create-world.ts";

type Fields = ReadonlyMap<string, unknown>;

/** @throws GatewayError for bad parameters, and for an application or a campaign that does not exist. */
export function describeAgentCruiseDialingCampaign(body: unknown, world: World, now: number) {
  const fields = parametersOf(body, ["SdkAppId", "CampaignId"]);
  const [sdkAppId, campaignId] = [integer(fields, "SdkAppId"), integer(fields, "CampaignId")];
  const isOwn = sdkAppId === world.sdkAppId;
  const answer = isOwn ? world.answerAt(campaignId, now) : null;
  const absent = isOwn ? `campaign \`CampaignId\` ${campaignId}` : `application \`SdkAppId\` ${sdkAppId}`;
  check(answer !== null, "InvalidParameterValue", `The ${absent} does not exist.`);
  return answer;
}

const isListed = (list: ReadonlySet<unknown> | null, value: unknown) => list?.has(value) ?? true;

/** @throws GatewayError for bad parameters, and for an application that does not exist. Skill groups are not modelled. */
export function describeStaffStatusMetrics(body: unknown, world: World, now: number) {
  const fields = parametersOf(body, ["SdkAppId", "StaffList", "GroupIdList", "StatusList"]);
  const sdkAppId = integer(fields, "SdkAppId");
  const [staff, statuses] = [listOf(fields, "StaffList", "string"), listOf(fields, "StatusList", "string")];
  listOf(fields, "GroupIdList", "number");
  check(
    sdkAppId === world.sdkAppId,
    "InvalidParameterValue.InstanceNotExist",
    `The application \`SdkAppId\` ${sdkAppId} does not exist.`,
  );
  const agents = world.agentsAt(now);
  return {
    Metrics: agents.filter((one) => isListed(staff, one["Email"]) && isListed(statuses, one["Status"])),
  };
}

function parametersOf(body: unknown, names: readonly string[]): Fields {
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  check(isObject, "InvalidParameter", "The request body must be a JSON object.");
  const fields = new Map<string, unknown>(Object.entries(body));
  const unknown = [...fields.keys()].find((name) => !names.includes(name));
  const quoted = `\`${unknown?.slice(0, 80)}\``;
  check(unknown === undefined, "UnknownParameter", `The parameter ${quoted} is not recognized.`);
  return fields;
}

function integer(fields: Fields, name: string): number {
  const value = fields.get(name) ?? null;
  check(value !== null, "MissingParameter", `The request is missing the required parameter \`${name}\`.`);
  const isInteger = typeof value === "number" && Number.isSafeInteger(value);
  check(isInteger, "InvalidParameter", `The parameter \`${name}\` must be of type Integer.`);
  return value;
}

/** null: not given. */
function listOf(fields: Fields, name: string, type: "string" | "number"): ReadonlySet<unknown> | null {
  const value = fields.get(name) ?? null;
  if (value === null) return null;
  const isList = Array.isArray(value) && value.every((item) => typeof item === type);
  check(isList, "InvalidParameter", `The parameter \`${name}\` must be an Array of ${type}.`);
  return value.length === 0 ? null : new Set(value);
}
