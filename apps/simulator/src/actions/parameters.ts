import { GatewayError } from "../gateway/gateway-error.ts";

/** @throws GatewayError if the body is no object or has other parameters than these. */
export function parametersOf(body: unknown, names: readonly string[]): Map<string, unknown> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new GatewayError("InvalidParameter", "The request body must be a JSON object.");
  }
  const fields = new Map<string, unknown>(Object.entries(body));
  const unknown = [...fields.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new GatewayError(
      "UnknownParameter",
      `The parameter \`${unknown.slice(0, 80)}\` is not recognized.`,
    );
  }
  return fields;
}

export function integer(fields: Map<string, unknown>, name: string): number {
  const value = fields.get(name) ?? null;
  if (value === null) {
    throw new GatewayError("MissingParameter", `The request is missing the required parameter \`${name}\`.`);
  }
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new GatewayError("InvalidParameter", `The parameter \`${name}\` must be of type Integer.`);
  }
  return value;
}

/** null: not given. */
export function listOf<Item extends string | number>(
  fields: Map<string, unknown>,
  name: string,
  type: "string" | "number",
): ReadonlySet<Item> | null {
  const value = fields.get(name) ?? null;
  if (value === null) return null;
  const isItem = (item: unknown): item is Item => typeof item === type;
  if (!Array.isArray(value) || !value.every(isItem)) {
    throw new GatewayError("InvalidParameter", `The parameter \`${name}\` must be an Array of ${type}.`);
  }
  return value.length === 0 ? null : new Set(value);
}
