import { GatewayError } from "../gateway/gateway-error.ts";

export interface DescribeParameters {
  SdkAppId: number;
  CampaignId: number;
}

const names = ["SdkAppId", "CampaignId"] as const;

function asObject(value: unknown): Map<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new GatewayError("InvalidParameter", "The request body must be a JSON object.");
  }
  return new Map(Object.entries(value));
}

function integer(fields: Map<string, unknown>, name: string): number {
  const value = fields.get(name);
  if (value === undefined || value === null) {
    throw new GatewayError("MissingParameter", `The request is missing the required parameter \`${name}\`.`);
  }
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new GatewayError("InvalidParameter", `The parameter \`${name}\` must be of type Integer.`);
  }
  return value;
}

/** Two integers and nothing else. Throws UnknownParameter, MissingParameter or InvalidParameter. */
export function parseDescribeParameters(body: unknown): DescribeParameters {
  const fields = asObject(body);
  const unknown = [...fields.keys()].find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) {
    throw new GatewayError(
      "UnknownParameter",
      `The parameter \`${unknown.slice(0, 80)}\` is not recognized.`,
    );
  }
  return { SdkAppId: integer(fields, "SdkAppId"), CampaignId: integer(fields, "CampaignId") };
}
